import os

from flask import Flask, request

app = Flask(__name__)
notes = []


@app.get("/")
def index():
    return "<h1>Notes</h1>"


@app.route("/notes", methods=["GET", "POST"])
def all_notes():
    if request.method == "POST":
        notes.append(request.get_json()["text"])
        return {"notes": notes}, 201
    return {"notes": notes}


if __name__ == "__main__":
    app.run(port=int(os.environ.get("PORT", 5000)))
