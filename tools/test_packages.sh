#!/usr/bin/env bash
# The Debian packages the whole test run needs: installed as root, named otherwise.
set -eu
declare -A packages=(
  [/usr/bin/chromium]=chromium [/usr/bin/redis-server]=redis-server [/usr/bin/turnserver]=coturn
  [/usr/bin/baresip]=baresip-core [/usr/bin/sipp]=sip-tester [/usr/bin/janus]=janus
)
missing=()
for program in "${!packages[@]}"; do [ -x "$program" ] || missing+=("${packages[$program]}"); done
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" = 0 ]; then
  printf '· Paquets Debian pour les tests : %s\n' "${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  # Debian starts the servers it installs; the tests start their own.
  printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d && chmod +x /usr/sbin/policy-rc.d
  trap 'rm -f /usr/sbin/policy-rc.d' EXIT
  apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
else
  printf 'Il manque, pour les tests : sudo apt-get install %s\n' "${missing[*]}" >&2
  exit 1
fi
