# Stands between a test and the program it starts, so that the program never outlives the test.
# guard.sh DIR PROGRAM ARGUMENT…
#
# Its input ends when the test's process does, however that happens: the program is then killed and DIR removed. Before
# that, `keep` on the input kills the program and keeps DIR, `stop` ends it gently and keeps DIR.
# RELAIS_TEST_KEEP=1 keeps DIR always. The program's complaints go to DIR/server.log.

# Ctrl-C reaches the whole process group; this shell must live on to do its work.
trap '' INT HUP
dir=$1
shift
"$@" </dev/null 2>>"$dir/server.log" &
pid=$!
# Only the program holds the output now: when it ends, the reader sees it.
exec >/dev/null 2>&1
read -r word
case $word in
stop) kill -TERM "$pid" ;;
*) kill -KILL "$pid" ;;
esac
wait "$pid"
case $word in
keep | stop) ;;
*) [ -n "${RELAIS_TEST_KEEP:-}" ] || rm -rf "$dir" ;;
esac
