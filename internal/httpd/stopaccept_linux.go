package httpd

import (
	"net"
	"syscall"

	"golang.org/x/sys/unix"
)

// dropSYN is a packet filter that drops packets with the SYN flag of the TCP header. Handshakes in progress complete.
var dropSYN = []unix.SockFilter{
	{Code: unix.BPF_LD | unix.BPF_B | unix.BPF_ABS, K: 13},
	{Code: unix.BPF_JMP | unix.BPF_JSET | unix.BPF_K, K: 0x02, Jt: 0, Jf: 1},
	{Code: unix.BPF_RET | unix.BPF_K, K: 0},
	{Code: unix.BPF_RET | unix.BPF_K, K: 0xffffffff},
}

// stopAccepting drops new connections to a listener, so that its queue only becomes shorter. Clients retry after a
// second, and are then refused or reach another server that listens on the address.
func stopAccepting(l net.Listener) error {
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
		program := &unix.SockFprog{Len: uint16(len(dropSYN)), Filter: &dropSYN[0]}
		failed = unix.SetsockoptSockFprog(int(fd), unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, program)
	})
	if err == nil {
		err = failed
	}
	return err
}
