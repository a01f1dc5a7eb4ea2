package clients

import (
	"os/exec"
	"testing"

	"clientele/test/apptest"
)

// TestPHP runs the example in PHP, which needs its curl extension.
func TestPHP(t *testing.T) {
	t.Parallel()
	if err := exec.Command("php", "-r", "exit(function_exists('curl_init') ? 0 : 1);").Run(); err != nil {
		missing(t, "PHP with curl; on Debian, install php-cli and php-curl")
	}
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		e := newExample(t, "php", p, nil)
		want := "Ann Green +353870000001\nINVALID input.phone\nAnn Green no phone\nAnn Green no phone\nAnn Green\n"
		if out := e.run("php", "run.php"); out != want {
			t.Errorf("the example printed\n%s, want\n%s", out, want)
		}
	})
}
