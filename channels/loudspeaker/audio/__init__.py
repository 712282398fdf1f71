"""Audio: sentences in, levelled WAV master and MP3 out, streamed; measured again after decoding."""
