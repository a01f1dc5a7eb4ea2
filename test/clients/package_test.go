package clients

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"clientele/test/repo"
	"clientele/web/webtest"
)

// consumer is a program in TypeScript that uses the package @clientele/client without a GraphQL client.
const consumer = `
import { createSession, inMemory, refreshWithToken, type SessionState, type Tokens } from '@clientele/client';

const session = createSession({ refresher: refreshWithToken('http://localhost:8080/graphql'), storage: inMemory() });
await session.start();
const tokens: Tokens = { accessToken: 'a', expiresAt: new Date(Date.now() + 60_000).toISOString() };
session.signIn(tokens);
const { signedIn }: SessionState = session.state;
console.log(signedIn, session.headers('{ me { id } }')['X-Customer-Token'], Object.keys(session.headers('{ shop { name } }')));
`

// TestPackage packs @clientele/client as it would be published, and compiles and runs a program that has only that
// package, with both ways in which TypeScript finds packages.
func TestPackage(t *testing.T) {
	t.Parallel()
	examples := repo.Path("examples/clients")
	webtest.Modules(t, examples)
	if err := buildClients(); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	run := func(in, name string, args ...string) string {
		t.Helper()
		c := exec.Command(name, args...)
		c.Dir = in
		out, err := c.CombinedOutput()
		if err != nil {
			t.Fatalf("%s %v: %v\n%s", name, args, err, out)
		}
		return string(out)
	}
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	installed := filepath.Join(dir, "node_modules/@clientele/client")
	if err := os.MkdirAll(installed, 0o700); err != nil {
		t.Fatal(err)
	}
	run(examples, "npm", "pack", "--ignore-scripts", "-w", "@clientele/client", "--pack-destination", dir)
	run(dir, "tar", "-xzf", "clientele-client-0.1.0.tgz", "-C", installed, "--strip-components=1")
	write("package.json", `{ "type": "module" }`)
	write("consumer.ts", consumer)
	tsc := filepath.Join(examples, "node_modules/.bin/tsc")
	for _, resolution := range [][]string{{"nodenext", "nodenext"}, {"esnext", "bundler"}} {
		run(dir, tsc, "--strict", "--target", "es2022", "--lib", "es2022,dom,dom.iterable", "--types", "",
			"--module", resolution[0], "--moduleResolution", resolution[1], "consumer.ts")
		if out := run(dir, "node", "consumer.js"); out != "true a []\n" {
			t.Errorf("the program printed %q", out)
		}
	}
	for _, name := range []string{"README.md", "dist/index.js", "dist/apollo.d.ts", "dist/urql.d.ts"} {
		if _, err := os.Stat(filepath.Join(installed, name)); err != nil {
			t.Error(err)
		}
	}
}
