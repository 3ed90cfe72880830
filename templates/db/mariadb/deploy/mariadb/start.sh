#!/bin/sh
# Starts the server with these options. Before it accepts connections it runs the statements of roles.sh, and those that
# let `mysql`, the user of this container, log in to it as the superuser, without a password.
set -eu
umask 077
statements=/tmp/roles.sql # readable only for this user: there are passwords in it
{
  sh "${0%/*}/roles.sh"
  cat <<'END'
CREATE USER IF NOT EXISTS mysql@localhost IDENTIFIED VIA unix_socket;
GRANT ALL ON *.* TO mysql@localhost WITH GRANT OPTION;
END
} >"$statements"
# Needed when the volume is new; nothing logs in with it.
MARIADB_ROOT_PASSWORD=$(head -c 24 /dev/urandom | base64)
export MARIADB_ROOT_PASSWORD MARIADB_ROOT_HOST=localhost
exec docker-entrypoint.sh mariadbd --init-file="$statements" "$@"
