// Command generate runs genqlient and then changes the input types that it generates, so that a member can be left out,
// be null or have a value. genqlient alone sends null for every member that is not set, and null clears a value.
package main

import (
	"fmt"
	"os"

	"github.com/Khan/genqlient/generate"
)

func main() {
	if err := run("genqlient.yaml"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(file string) error {
	config, err := generate.ReadAndValidateConfig(file)
	if err != nil {
		return err
	}
	files, err := generate.Generate(config)
	if err != nil {
		return err
	}
	inputs, err := inputTypes(config.Schema)
	if err != nil {
		return err
	}
	for name, code := range files {
		if name == config.Generated {
			if code, err = omitUnset(code, inputs); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
		if err := os.WriteFile(name, code, 0o600); err != nil {
			return err
		}
	}
	return nil
}
