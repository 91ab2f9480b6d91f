"""Checks a proof of Caseline: python3 verify-proof.py PROOF.json ORIGIN VERIFIER_KEY
Written from ledger.md alone; of Caseline it uses nothing. Needs Python 3.8 and openssl 3."""
import base64, hashlib, json, os, subprocess, sys, tempfile

def demand(holds, what):
    if not holds: sys.exit("refused: " + what)
def sha256(*parts): return hashlib.sha256(b"".join(parts)).digest()
def unbase64(text): return base64.b64decode(text, validate=True)

def is_signed(public_key, text, signature):
    with tempfile.TemporaryDirectory() as folder:
        der = bytes.fromhex("302a300506032b6570032100") + public_key
        for name, content in ("key", der), ("text", text), ("sig", signature):
            with open(os.path.join(folder, name), "wb") as file: file.write(content)
        call = "openssl pkeyutl -verify -rawin -in text -sigfile sig -pubin -keyform DER -inkey key"
        return subprocess.run(call.split(), cwd=folder, capture_output=True).returncode == 0

def root_over(node, index, last, path):
    for beside in path:
        demand(last > 0, "the path is too long")
        if index % 2 == 1 or index == last:
            node = sha256(b"\1", beside, node)
            while index % 2 == 0 and index > 0: index, last = index >> 1, last >> 1
        else: node = sha256(b"\1", node, beside)
        index, last = index >> 1, last >> 1
    return node if last == 0 else None

sys.excepthook = lambda kind, fault, trace: print("refused: malformed:", fault, file=sys.stderr)
path, origin, key = sys.argv[1:]
with open(path, encoding="utf-8") as file: proof = json.load(file)
demand(proof["format"] == "caseline-proof/1", "not a proof, or of another version")
name, key_id, typed_key = key.split("+", 2)
typed_key = unbase64(typed_key)
demand(sha256(name.encode(), b"\n", typed_key)[:4].hex() == key_id, "the key is malformed")
note, signatures = proof["checkpoint"].rsplit("\n\n", 1)
lines = [line.split(" ") for line in signatures.splitlines()]
signed = [unbase64(base64_text) for _, by, base64_text in lines if by == name]
signed = [each[4:] for each in signed if each[:4].hex() == key_id]
demand(signed, "another key signed the checkpoint")
demand(all(is_signed(typed_key[1:], f"{note}\n".encode(), each) for each in signed), "a forgery")
stated_origin, size, root = note.split("\n")[:3]
demand(stated_origin == origin, "a checkpoint of another log")
event, index, size = json.loads(proof["event"]), proof["index"], int(size)
demand(0 <= index < size, "the tree has no such leaf")
event_hash = sha256((proof["previousHash"] + proof["event"]).encode()).hex()
place = f"{event['revision']}\n{event_hash}\n{event['streamId']}"
leaf = sha256(f"\0caseline-leaf/1\n{index}\n{place}".encode())
found = root_over(leaf, index, size - 1, [unbase64(each) for each in proof["path"]])
demand(found == unbase64(root), "the event is not in the tree")
print(f"proven: {event['type']} {event['streamId']}@{event['revision']} is event {index} of {size}")
