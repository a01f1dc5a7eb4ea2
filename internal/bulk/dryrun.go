package bulk

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"fmt"
)

// DryRun remembers what the earlier batches of a dry run would have stored, so that a later batch gets the same results
// as it would after them. It keeps a few hundred bytes for each record. It is not safe for concurrent use.
type DryRun struct {
	// Keys maps the unique values of records, such as their email addresses, to the record that has them, and values
	// that no record has anymore to "".
	Keys map[string]string

	batches [][]byte       // the states of records, compressed
	latest  map[string]int // the batch with the latest state of a record, by its ID
}

// Set sets the record that has a unique value, or "" if no record has it anymore.
func (d *DryRun) Set(key, id string) {
	if d.Keys == nil {
		d.Keys = map[string]string{}
	}
	d.Keys[key] = id
}

// Remember remembers the states of the records of a batch, by their IDs.
func (d *DryRun) Remember(states map[string]json.RawMessage) error {
	if len(states) == 0 {
		return nil
	}
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestSpeed)
	if err != nil {
		return fmt.Errorf("compress the records of a dry run: %w", err)
	}
	if err := json.NewEncoder(w).Encode(states); err != nil {
		return fmt.Errorf("remember the records of a dry run: %w", err)
	}
	if err := w.Close(); err != nil {
		return fmt.Errorf("compress the records of a dry run: %w", err)
	}
	if d.latest == nil {
		d.latest = map[string]int{}
	}
	for id := range states {
		d.latest[id] = len(d.batches)
	}
	d.batches = append(d.batches, bytes.Clone(b.Bytes()))
	return nil
}

// Remembers reports whether an earlier batch would have changed a record.
func (d *DryRun) Remembers(id string) bool {
	_, ok := d.latest[id]
	return ok
}

// Recall returns the remembered states of records by their IDs.
func (d *DryRun) Recall(ids []string) (map[string]json.RawMessage, error) {
	found := map[string]json.RawMessage{}
	wanted := map[int][]string{}
	for _, id := range ids {
		if batch, ok := d.latest[id]; ok {
			wanted[batch] = append(wanted[batch], id)
		}
	}
	for batch, ids := range wanted {
		var states map[string]json.RawMessage
		if err := json.NewDecoder(flate.NewReader(bytes.NewReader(d.batches[batch]))).Decode(&states); err != nil {
			return nil, fmt.Errorf("recall the records of a dry run: %w", err)
		}
		for _, id := range ids {
			found[id] = states[id]
		}
	}
	return found, nil
}
