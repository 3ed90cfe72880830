// The page's side of the worker: requests as promises.

import type { Answer, Question, Requests, Verb } from "./requests";
import { Refused } from "./requests";

interface Waiting {
  resolve: (result: never) => void;
  reject: (reason: unknown) => void;
}

export class Client {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private last = 0;

  constructor(source: string) {
    const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    this.worker = new Worker(url);
    this.worker.onmessage = (event: MessageEvent<Answer>) => this.settle(event.data);
    this.worker.onerror = (event) => this.fail(event.message || "the worker cannot start");
  }

  ask<V extends Verb>(verb: V, argument: Requests[V]["argument"]): Promise<Requests[V]["result"]> {
    const question: Question<V> = { id: ++this.last, verb, argument };
    return new Promise((resolve, reject) => {
      this.waiting.set(question.id, { resolve, reject });
      this.worker.postMessage(question);
    });
  }

  private settle(answer: Answer) {
    const waiting = this.waiting.get(answer.id);
    this.waiting.delete(answer.id);
    if ("problems" in answer) {
      waiting?.reject(new Refused(answer.problems));
    } else {
      waiting?.resolve(answer.result as never);
    }
  }

  private fail(message: string) {
    for (const { reject } of this.waiting.values()) {
      reject(new Refused([{ message, where: null, help: "reload the page" }]));
    }
    this.waiting.clear();
  }
}
