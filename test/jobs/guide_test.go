package jobs

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"clientele/test/apptest"
	"clientele/test/repo"
)

// TestUploadWithCurl runs the command of the guide on jobs.
func TestUploadWithCurl(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("curl is not installed")
	}
	script := repo.Path("test/jobs/testdata/upload.sh")
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		key := p.APIKey("CUSTOMERS_WRITE")
		id, at := newImport(p, key)
		folder := t.TempDir()
		if err := os.WriteFile(filepath.Join(folder, "customers.csv"), []byte("external_id,email\n1,ann@example.com\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		c := exec.CommandContext(t.Context(), "sh", script)
		c.Dir, c.Env = folder, append(os.Environ(), "UPLOAD_URL="+at)
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		apptest.WaitUntil(t, "the end of the job", func() bool { return status(p, key, id) == "SUCCEEDED" })
	})
}
