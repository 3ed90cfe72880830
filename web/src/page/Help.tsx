// The dialog with the keyboard shortcuts.

import { useEffect, useRef } from "preact/hooks";

import { areKeysOn, isHelpOpen, SHORTCUTS, switchKeys } from "./shortcuts";

export function Help() {
  const dialog = useRef<HTMLDialogElement>(null);
  const isOpen = isHelpOpen.value;
  useEffect(() => {
    if (isOpen) {
      dialog.current?.showModal();
    } else {
      dialog.current?.close();
    }
  }, [isOpen]);
  const close = () => {
    isHelpOpen.value = false;
  };
  return (
    <dialog ref={dialog} class="help" aria-labelledby="help-title" onClose={close}>
      <div class="help-head">
        <h2 id="help-title">Keyboard shortcuts</h2>
        <button type="button" class="quiet" onClick={close}>
          Close
        </button>
      </div>
      <dl>
        {SHORTCUTS.map(({ key, what }) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <p class="hint">
        Arrow keys move in tabs, in the tree of files and between providers. Back and forward of the browser
        undo and redo changes.
      </p>
      <label class="check">
        <input type="checkbox" checked={areKeysOn.value} onChange={switchKeys} />
        Use single keys as shortcuts
      </label>
    </dialog>
  );
}
