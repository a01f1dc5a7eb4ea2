package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// event is the body of a delivery. Result has the fields of the webhook's query.
type event struct {
	Type string
	Data struct {
		Version    int // 0 for a deleted customer
		CustomerID string
		Result     struct{ Customer json.RawMessage }
		Errors     []struct{ Message string }
	}
}

// customers is a copy of the shop's customers, one file per customer.
type customers struct{ folder string }

// record is a stored customer. A deletion is remembered, so that an event that arrives late does not bring the customer
// back.
type record struct {
	Deleted  bool            `json:"deleted,omitzero"`
	Version  int             `json:"version,omitzero"`
	Customer json.RawMessage `json:"customer,omitempty"`
}

func openCustomers(folder string) (*customers, error) {
	c := &customers{filepath.Join(folder, "customers")}
	return c, os.MkdirAll(c.folder, 0o700)
}

// apply applies an event to the copy, unless the copy has a newer version.
func (c *customers) apply(e event) error {
	if !strings.HasPrefix(e.Type, "customer.") { // such as a test
		return nil
	}
	if len(e.Data.Errors) > 0 {
		return errors.New(e.Data.Errors[0].Message)
	}
	file := filepath.Join(c.folder, e.Data.CustomerID+".json")
	stored, err := read(file)
	if err != nil {
		return err
	}
	r := record{Deleted: e.Type == "customer.deleted" || e.Type == "customer.erased"}
	if stored.Deleted || !r.Deleted && stored.Version >= e.Data.Version {
		fmt.Printf("Ignored version %d of %s\n", e.Data.Version, e.Data.CustomerID)
		return nil
	}
	if !r.Deleted {
		r.Version, r.Customer = e.Data.Version, e.Data.Result.Customer
	}
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	if err := os.WriteFile(file+".new", text, 0o600); err != nil {
		return err
	}
	if err := os.Rename(file+".new", file); err != nil {
		return err
	}
	if r.Deleted {
		fmt.Printf("Deleted %s\n", e.Data.CustomerID)
	} else {
		fmt.Printf("Stored version %d of %s\n", r.Version, e.Data.CustomerID)
	}
	return nil
}

// read returns the stored customer of a file, or an empty record if there is none.
func read(file string) (record, error) {
	var r record
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return r, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &r)
	}
	return r, err
}
