#!/usr/bin/env bash
# Runs the router for a moment, and keeps what Java learned of it beside its jar, as llm-router.aot (JEP 514), which a start with
# -XX:AOTCache=APP/llm-router.aot makes use of. It is only good for this Java and these jars: train.sh JAVA APP
set -euo pipefail
java=$1
app=$(cd "$2" && pwd)
work=$(mktemp -d)
port=18089
trap 'rm -rf "$work"' EXIT

# offline, whatever keys are in the environment; discover is off, since what would be found is not there when it counts
cat >"$work/router.yaml" <<YAML
discover: false
providers: { sim: { type: simulator, latency: 0s, perToken: 0s } }
targets: { small: { provider: sim, model: small } }
models: { smart: { of: [ small ] } }
tenants: { me: { keys: [ "{{env:LLM_ROUTER_TENANT_KEY}}" ] } }
YAML

cd "$work"
LLM_ROUTER_CONFIG=$work/router.yaml LLM_ROUTER_DATA=$work/data LLM_ROUTER_HOST=127.0.0.1 LLM_ROUTER_PORT=$port \
  LLM_ROUTER_TENANT_KEY=sk-training-0123456789abcdef "$java" -XX:AOTCacheOutput="$app/llm-router.aot" -jar "$app/llm-router.jar" >"$work/out" 2>&1 &
router=$!

# asks with what every image has: METHOD PATH BODY
ask() {
  exec 3<>"/dev/tcp/127.0.0.1/$port" || return 1
  printf '%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer sk-training-0123456789abcdef\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s' \
    "$1" "$2" "${#3}" "$3" >&3
  cat <&3
  exec 3>&-
}

for ((i = 0; i < 600; i++)); do
  if (ask GET /health/ready "") 2>/dev/null | grep -q '"ready":true'; then break; fi
  kill -0 "$router" 2>/dev/null || { cat "$work/out"; exit 1; }
  sleep 0.1
done
for ((i = 0; i < 20; i++)); do
  for stream in true false; do
    ask POST /v1/chat/completions '{"model":"smart","stream":'$stream',"messages":[{"role":"user","content":"Hello"}]}' >"$work/answer"
    head -1 "$work/answer" | grep -q ' 200 ' || { cat "$work/out" "$work/answer"; exit 1; }
  done
done
ask GET /observe/metrics "" >/dev/null
kill "$router"
wait "$router" || true
[ -s "$app/llm-router.aot" ] || { cat "$work/out"; echo "no cache was written"; exit 1; }
