package lab

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// tick is the unit of CPU times in /proc on Linux.
const tick = 10 * time.Millisecond

// stat returns the fields of /proc/PID/stat from the state on.
func stat(pid int) []string {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return nil
	}
	_, rest, _ := strings.Cut(string(text), ") ")
	return strings.Fields(rest)
}

// ticks returns the sum of some fields of stat.
func ticks(fields []string, places ...int) time.Duration {
	var sum int64
	for _, place := range places {
		if place < len(fields) {
			n, _ := strconv.ParseInt(fields[place], 10, 64)
			sum += n
		}
	}
	return time.Duration(sum) * tick
}

// CPUTime returns the CPU time of a process, or 0 if there is no /proc.
func CPUTime(pid int) time.Duration { return ticks(stat(pid), 11, 12) }

// TreeCPUTime returns the CPU time of a process and its children, including those that have exited.
func TreeCPUTime(pid int) time.Duration {
	sum := ticks(stat(pid), 11, 12, 13, 14)
	all, _ := filepath.Glob("/proc/[0-9]*")
	for _, each := range all {
		child, err := strconv.Atoi(filepath.Base(each))
		if err != nil {
			continue
		}
		if f := stat(child); len(f) > 1 && f[1] == strconv.Itoa(pid) {
			sum += ticks(f, 11, 12)
		}
	}
	return sum
}

// ResidentMiB returns the resident memory of a process in MiB.
func ResidentMiB(pid int) float64 { return field(fmt.Sprintf("/proc/%d/status", pid), "VmRSS:") / 1024 }

// field returns a number from a file of "name value" lines.
func field(file, name string) float64 {
	text, _ := os.ReadFile(file)
	for line := range strings.Lines(string(text)) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == name {
			n, _ := strconv.ParseFloat(f[1], 64)
			return n
		}
	}
	return 0
}

// Machine describes the machine.
func Machine() string {
	model := runtime.GOARCH
	text, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(text)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			model = strings.TrimSpace(value)
			break
		}
	}
	memory := field("/proc/meminfo", "MemTotal:") / (1 << 20)
	return fmt.Sprintf("%d × %s, %.0f GiB, %s, %s", runtime.NumCPU(), model, memory, runtime.GOOS, runtime.Version())
}

// LoadAverage returns the load average of the last minute.
func LoadAverage() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "?"
	}
	return strings.Fields(string(text))[0]
}
