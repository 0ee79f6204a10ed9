using System.Buffers.Binary;
using System.Text;

namespace Kube.Shared.Streams.Spdy;

/// <summary>The dictionary that SPDY/3 header compression starts from (SPDY/3.1 draft, 2.6.10.1): names with their lengths, then values in a row.</summary>
internal static class SpdyDictionary
{
    /// <summary>Its Adler-32 checksum, by which zlib names it.</summary>
    public const uint Checksum = 0xe3c6a7c2;

    private static readonly string[] Names =
    [
        "options", "head", "post", "put", "delete", "trace", "accept", "accept-charset", "accept-encoding", "accept-language", "accept-ranges", "age",
        "allow", "authorization", "cache-control", "connection", "content-base", "content-encoding", "content-language", "content-length",
        "content-location", "content-md5", "content-range", "content-type", "date", "etag", "expect", "expires", "from", "host", "if-match",
        "if-modified-since", "if-none-match", "if-range", "if-unmodified-since", "last-modified", "location", "max-forwards", "pragma",
        "proxy-authenticate", "proxy-authorization", "range", "referer", "retry-after", "server", "te", "trailer", "transfer-encoding", "upgrade",
        "user-agent", "vary", "via", "warning", "www-authenticate", "method", "get", "status", "200 OK", "version", "HTTP/1.1", "url", "public",
        "set-cookie", "keep-alive", "origin",
    ];

    private const string Values =
        "100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505"
        + "203 Non-Authoritative Information204 No Content301 Moved Permanently400 Bad Request401 Unauthorized403 Forbidden404 Not Found"
        + "500 Internal Server Error501 Not Implemented503 Service Unavailable"
        + "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec 00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMT"
        + "chunked,text/html,image/png,image/jpg,image/gif,application/xml,application/xhtml+xml,text/plain,text/javascript,public"
        + "privatemax-age=gzip,deflate,sdchcharset=utf-8charset=iso-8859-1,utf-,*,enq=0.";

    public static byte[] Bytes { get; } = Make();

    private static byte[] Make()
    {
        var bytes = new byte[Names.Sum(name => name.Length + 4) + Values.Length];
        var at = 0;
        foreach (var name in Names)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(at), name.Length);
            at += 4 + Encoding.ASCII.GetBytes(name, bytes.AsSpan(at + 4));
        }

        Encoding.ASCII.GetBytes(Values, bytes.AsSpan(at));
        return bytes;
    }
}
