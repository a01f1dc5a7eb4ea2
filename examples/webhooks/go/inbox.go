package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log"
	"os"
	"path/filepath"
	"regexp"
	"time"
)

// inbox stores events in files until they are processed. With a database, use a table instead.
type inbox struct {
	waiting, done string // folders
	added         chan struct{}
}

func openInbox(folder string) (*inbox, error) {
	i := &inbox{
		waiting: filepath.Join(folder, "waiting"),
		done:    filepath.Join(folder, "done"),
		added:   make(chan struct{}, 1),
	}
	return i, errors.Join(os.MkdirAll(i.waiting, 0o700), os.MkdirAll(i.done, 0o700))
}

var fileName = regexp.MustCompile(`^\w+$`)

// add stores an event on disk. After that, it is safe to answer with 2xx.
func (i *inbox) add(id string, body []byte) error {
	if !fileName.MatchString(id) {
		return fmt.Errorf("not a file name: %q", id)
	}
	temporary, err := os.CreateTemp(i.done, ".*")
	if err != nil {
		return err
	}
	_, err = temporary.Write(body)
	if err := errors.Join(err, temporary.Sync(), temporary.Close()); err != nil {
		return err
	}
	if err := os.Rename(temporary.Name(), filepath.Join(i.waiting, id)); err != nil {
		return err
	}
	if err := syncFolder(i.waiting); err != nil {
		return err
	}
	select {
	case i.added <- struct{}{}:
	default: // work has been told already
	}
	return nil
}

// work processes the waiting events, one at a time: first what an earlier run has left, then each new event. It tries
// again every minute.
func (i *inbox) work(process func(event) error) {
	again := time.Tick(time.Minute)
	for {
		files, err := os.ReadDir(i.waiting)
		if err != nil {
			log.Print(err)
		}
		for _, file := range files {
			if err := i.processOnce(file.Name(), process); err != nil {
				log.Printf("event %s: %v", file.Name(), err) // stays in the inbox
			}
		}
		select {
		case <-i.added:
		case <-again:
		}
	}
}

// processOnce processes an event, unless an event with this id has been processed before.
func (i *inbox) processOnce(id string, process func(event) error) error {
	waiting, done := filepath.Join(i.waiting, id), filepath.Join(i.done, id)
	if _, err := os.Stat(done); errors.Is(err, fs.ErrNotExist) {
		body, err := os.ReadFile(waiting)
		if err != nil {
			return err
		}
		var e event
		if err := json.Unmarshal(body, &e); err != nil {
			return err
		}
		if err := process(e); err != nil {
			return err
		}
		if err := os.WriteFile(done, nil, 0o600); err != nil {
			return err
		}
	}
	return os.Remove(waiting)
}

func syncFolder(name string) error {
	folder, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
