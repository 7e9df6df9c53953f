#!/usr/bin/env bash
# The Debian packages the whole test run needs: installed as root, named otherwise. Those of the telephone and of the
# proxy are wished for: without them their tests are skipped, each with the name of what is missing.
set -eu
declare -A needed=(
  [/usr/bin/chromium]=chromium [/usr/bin/redis-server]=redis-server [/usr/bin/turnserver]=coturn
)
declare -A wished=(
  [/usr/bin/baresip]=baresip-core [/usr/bin/sipp]=sip-tester [/usr/bin/janus]=janus
  [/usr/sbin/nginx]=nginx
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
  [ ${#absent[@]} -eq 0 ] || install "${absent[@]}" || printf 'Sans %s : leurs tests sont sautés.\n' "${absent[*]}" >&2
else
  [ ${#absent[@]} -eq 0 ] || printf 'Pour essayer le téléphone et le serveur de façade : sudo apt-get install %s\n' "${absent[*]}" >&2
  [ ${#missing[@]} -eq 0 ] && exit 0
  printf 'Il manque, pour les tests : sudo apt-get install %s\n' "${missing[*]}" >&2
  exit 1
fi
