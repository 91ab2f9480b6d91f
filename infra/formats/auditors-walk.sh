# Given: CASE, its OBJECTIVE that was breached, and the EVENT of the breach, as history shows them.
# Where the log is: what happened, why it counts as breached, the proof, and everything.
casectl history "$CASE"
casectl explain "$CASE" "$OBJECTIVE"
casectl seal --folder checkpoints
casectl prove --event "$EVENT" --out proof.json
casectl export --out log.ndjson

# On another machine, with these files and the verifier key KEY from somebody you trust:
casectl check-proof proof.json --key "$KEY"
casectl verify log.ndjson --checkpoint checkpoints --key "$KEY"
