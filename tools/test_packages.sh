#!/usr/bin/env bash
# The Debian packages the whole test run needs: installed as root, named otherwise. Those of the telephone, of the proxy
# and of the networks `make bench-call` cuts are wished for: without them what needs them is skipped, with the name of
# what is missing.
set -eu
declare -A needed=(
  [/usr/bin/chromium]=chromium [/usr/bin/redis-server]=redis-server [/usr/bin/turnserver]=coturn
)
declare -A wished=(
  [/usr/bin/baresip]=baresip-core [/usr/bin/sipp]=sip-tester [/usr/bin/janus]=janus
  [/usr/sbin/nginx]=nginx [/usr/sbin/nft]=nftables [/sbin/tc]=iproute2
)
missing=() absent=()
for program in "${!needed[@]}"; do [ -x "$program" ] || missing+=("${needed[$program]}"); done
for program in "${!wished[@]}"; do [ -x "$program" ] || absent+=("${wished[$program]}"); done
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
[ ${#missing[@]} -eq 0 ] && [ ${#absent[@]} -eq 0 ] && exit 0

install() {
  # Debian starts the servers it installs; the tests start their own.
  printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d && chmod +x /usr/sbin/policy-rc.d
  trap 'rm -f /usr/sbin/policy-rc.d' EXIT
  apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

if [ "$(id -u)" = 0 ]; then
  printf '· Paquets Debian pour les tests : %s\n' "${missing[*]} ${absent[*]}"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq -o Acquire::Retries=0 -o Acquire::http::Timeout=20 || [ ${#missing[@]} -eq 0 ]
  [ ${#missing[@]} -eq 0 ] || install "${missing[@]}"
  [ ${#absent[@]} -eq 0 ] || install "${absent[@]}" || for one in "${absent[@]}"; do
    install "$one" || printf 'Sans %s : ses tests et ses mesures sont sautés.\n' "$one" >&2
  done
else
  [ ${#absent[@]} -eq 0 ] || printf 'Pour le téléphone, le serveur de façade et les coupures de réseau : sudo apt-get install %s\n' "${absent[*]}" >&2
  [ ${#missing[@]} -eq 0 ] && exit 0
  printf 'Il manque, pour les tests : sudo apt-get install %s\n' "${missing[*]}" >&2
  exit 1
fi
