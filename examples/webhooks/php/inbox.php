<?php

declare(strict_types=1);

/** Stores events in files until they are processed. With a database, use a table instead. */
final class Inbox
{
    private string $waiting;
    private string $done;

    public function __construct(string $folder)
    {
        $this->waiting = "$folder/waiting";
        $this->done = "$folder/done";
        foreach ([$this->waiting, $this->done] as $each) {
            if (!is_dir($each) && !@mkdir($each, 0700, true) && !is_dir($each)) {
                throw new RuntimeException("Cannot create $each");
            }
        }
    }

    /** Stores an event on disk. After that, it is safe to answer with 2xx. */
    public function add(string $id, string $body): void
    {
        if (!preg_match('/^\w+$/D', $id)) {
            throw new RuntimeException("Not a file name: $id");
        }
        $temporary = tempnam($this->done, '.');
        $file = fopen($temporary, 'wb');
        if (fwrite($file, $body) !== strlen($body) || !fsync($file) || !fclose($file)
            || !rename($temporary, "$this->waiting/$id")) {
            throw new RuntimeException("Cannot store $id");
        }
    }

    /** Processes the waiting events, one at a time. Events that fail stay in the inbox. */
    public function work(callable $process): void
    {
        foreach (array_diff(scandir($this->waiting), ['.', '..']) as $id) {
            try {
                $this->processOnce($id, $process);
            } catch (Throwable $error) {
                error_log("Event $id: {$error->getMessage()}");
            }
        }
    }

    /** Processes an event, unless an event with this id has been processed before. */
    private function processOnce(string $id, callable $process): void
    {
        if (!file_exists("$this->done/$id")) {
            $process(json_decode(file_get_contents("$this->waiting/$id"), true, flags: JSON_THROW_ON_ERROR));
            touch("$this->done/$id");
        }
        unlink("$this->waiting/$id");
    }
}
