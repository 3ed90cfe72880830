#!/bin/sh
# Writes the file of users, with the password of the environment, and starts PgBouncer.
set -eu

quoted=$(printf %s "$DB_PASSWORD" | sed 's/"/""/g')
umask 077
printf '"%s" "%s"\n' "$DB_USER" "$quoted" >/tmp/users.txt
exec pgbouncer /etc/pgbouncer/pgbouncer.ini
