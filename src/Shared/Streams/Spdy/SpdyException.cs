namespace Kube.Shared.Streams.Spdy;

/// <summary>The peer broke the protocol, or a bound; the connection cannot go on.</summary>
internal sealed class SpdyException(string message, Exception? cause = null) : IOException(message, cause);
