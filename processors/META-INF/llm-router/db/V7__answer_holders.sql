-- The message that a request under a key came with, hashed: where it is delivered again, who began is gone.
ALTER TABLE llm_answer ADD COLUMN holder CHAR(64);
