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

// tick is the unit of processor times in /proc on Linux.
const tick = 10 * time.Millisecond

// stat returns the fields of /proc/PID/stat after the name: the first is the state.
func stat(pid int) []string {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return nil
	}
	_, rest, _ := strings.Cut(string(text), ") ")
	return strings.Fields(rest)
}

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

// Processor returns the time that a process has spent on the processors; 0 where there is no /proc.
func Processor(pid int) time.Duration { return ticks(stat(pid), 11, 12) }

// ProcessorOfAll returns the same of a process, its living children and those that have ended.
func ProcessorOfAll(pid int) time.Duration {
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

// Resident returns the memory of a process in MiB, now.
func Resident(pid int) float64 { return field(fmt.Sprintf("/proc/%d/status", pid), "VmRSS:") / 1024 }

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

// Machine describes where the figures come from.
func Machine() string {
	model := runtime.GOARCH
	text, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(text)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			model = strings.TrimSpace(value)
			break
		}
	}
	return fmt.Sprintf("%d × %s, %.0f GiB, %s, %s", runtime.NumCPU(), model, field("/proc/meminfo", "MemTotal:")/(1<<20), runtime.GOOS, runtime.Version())
}

// Busy returns how many processes wanted a processor in the last minute.
func Busy() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "?"
	}
	return strings.Fields(string(text))[0]
}
