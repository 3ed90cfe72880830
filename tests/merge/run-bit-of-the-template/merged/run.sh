echo 1

exit 1
