package httpd

import (
	"net"
	"syscall"

	"golang.org/x/sys/unix"
)

// deaf is a filter of packets that drops what asks for a connection (SYN, in the flags of the TCP header) and keeps all else, so
// that connections which are half made are still made.
var deaf = []unix.SockFilter{
	{Code: unix.BPF_LD | unix.BPF_B | unix.BPF_ABS, K: 13},
	{Code: unix.BPF_JMP | unix.BPF_JSET | unix.BPF_K, K: 0x02, Jt: 0, Jf: 1},
	{Code: unix.BPF_RET | unix.BPF_K, K: 0},
	{Code: unix.BPF_RET | unix.BPF_K, K: 0xffffffff},
}

// deafen makes a listener hear of no new connection: its queue only becomes shorter. Whoever asks meanwhile asks again a second
// later, and is refused, or is let in by a server that has begun to listen on the address.
func deafen(l net.Listener) error {
	s, ok := l.(syscall.Conn)
	if !ok {
		return syscall.ENOTSUP
	}
	raw, err := s.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	err = raw.Control(func(fd uintptr) {
		failed = unix.SetsockoptSockFprog(int(fd), unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, &unix.SockFprog{Len: uint16(len(deaf)), Filter: &deaf[0]})
	})
	if err == nil {
		err = failed
	}
	return err
}
