package web_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestRevalidation requests each file again with its ETag.
func TestRevalidation(t *testing.T) {
	for _, site := range sites {
		base := serve(t, site.handler()) + "/" + site.name
		urls := []string{base + "/LICENSES.txt"}
		for _, file := range assets(t, site.name) {
			urls = append(urls, base+"/assets/"+strings.TrimSuffix(file, ".gz"))
		}
		for _, url := range urls {
			t.Run(strings.TrimPrefix(url, base), func(t *testing.T) {
				seen := map[string]bool{}
				for _, encoding := range []string{"gzip", "identity"} {
					resp, _ := get(t, "GET", url, encoding)
					etag := resp.Header.Get("ETag")
					if !regexp.MustCompile(`^"[\w-]+"$`).MatchString(etag) {
						t.Fatalf("ETag = %s", etag)
					}
					seen[etag] = true
					checkNotModified(t, url, encoding, etag)
					checkNotModified(t, url, encoding, `"other", W/`+etag)
					resp, body := get(t, "GET", url, encoding, "If-None-Match", `"other"`)
					if resp.StatusCode != http.StatusOK || len(body) == 0 {
						t.Errorf("with another ETag = %d and %d bytes", resp.StatusCode, len(body))
					}
				}
				if zipped := strings.Contains(url, "/assets/"); zipped && len(seen) != 2 {
					t.Errorf("ETags of the two encodings: %v", slices.Collect(maps.Keys(seen)))
				}
			})
		}
	}
}

// checkNotModified checks the response to a request with an ETag of the file.
func checkNotModified(t *testing.T, url, encoding, etag string) {
	t.Helper()
	resp, body := get(t, "GET", url, encoding, "If-None-Match", etag)
	if resp.StatusCode != http.StatusNotModified || len(body) != 0 {
		t.Errorf("If-None-Match: %s: status %d, %d bytes, want 304 without a body", etag, resp.StatusCode, len(body))
	}
	cached, current := resp.Header.Get("Cache-Control"), resp.Header.Get("ETag")
	if cached != "no-cache" || !strings.Contains(etag, current) {
		t.Errorf("304 with Cache-Control %q and ETag %s", cached, current)
	}
	if vary := resp.Header.Get("Vary"); strings.Contains(url, "/assets/") && vary != "Accept-Encoding" {
		t.Errorf("304 with Vary: %q", vary)
	}
}

// TestScriptIntegrity compares the integrity hashes in each page with its files.
func TestScriptIntegrity(t *testing.T) {
	tags := regexp.MustCompile(`<(?:script|link)\b[^>]*(?:src|href)="(/\w+/assets/[^"]+\.(?:js|css))"[^>]*>`)
	for _, site := range sites {
		url := serve(t, site.handler())
		_, index := get(t, "GET", url+site.index, "")
		var scripts struct{ Integrity map[string]string }
		if err := json.Unmarshal(inline.FindSubmatch(index)[1], &scripts); err != nil {
			t.Fatal(err)
		}
		var listed []string
		for name, want := range scripts.Integrity {
			_, body := get(t, "GET", url+name, "")
			sum := sha256.Sum256(body)
			if got := "sha256-" + base64.StdEncoding.EncodeToString(sum[:]); got != want {
				t.Errorf("%s: hash in the page %s, hash of the file %s", name, want, got)
			}
			listed = append(listed, strings.TrimPrefix(name, "/"+site.name+"/assets/")+".gz")
		}
		for _, name := range assets(t, site.name) {
			// A worker loads its own scripts, which no page can name.
			script := strings.HasSuffix(name, ".js.gz") && !strings.Contains(name, "worker")
			if script && !slices.Contains(listed, name) {
				t.Errorf("%s: the page does not know the hash of %s", site.name, name)
			}
		}
		for _, tag := range tags.FindAllSubmatch(index, -1) {
			_, body := get(t, "GET", url+string(tag[1]), "")
			sum := sha256.Sum256(body)
			want := `integrity="sha256-` + base64.StdEncoding.EncodeToString(sum[:]) + `"`
			if !strings.Contains(string(tag[0]), want) {
				t.Errorf("%s lacks %s", tag[0], want)
			}
		}
	}
}
