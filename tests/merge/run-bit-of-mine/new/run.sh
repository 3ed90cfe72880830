echo 2

exit 0
