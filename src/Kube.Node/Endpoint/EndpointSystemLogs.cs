using System.Buffers;
using System.Globalization;
using System.Text;
using Kube.Node.Agent;
using Kube.Node.Logs;
using Kube.Node.Volumes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Win32.SafeHandles;

namespace Kube.Node.Endpoint;

/// <summary>Serves the machine's log files and lists of them, as the file server of upstream's language does it.</summary>
internal sealed class EndpointSystemLogs(IOptions<NodeEndpointOptions> options)
{
    private const int BufferBytes = 64 * 1024;

    // Bytes that no text has, by which upstream tells it from other content.
    private static readonly SearchValues<byte> s_binary = SearchValues.Create([.. Enumerable.Range(0, 32).Select(value => (byte)value).Except("\t\n\f\r\u001b"u8.ToArray())]);

    private readonly SystemLogs _logs = new(options.Value.SystemLogDirectory);

    public async Task ServeAsync(HttpContext http, NodeAgent node, EndpointRoute route)
    {
        if (!_logs.AreShown || !node.Pods.HasFiles)
        {
            await NodeEndpoint.Answers.TextAsync(http, StatusCodes.Status405MethodNotAllowed, "logs endpoint is disabled.\n");
            return;
        }

        try
        {
            // Without the slash it is no path below.
            if (route.File is not { } path) throw new FileNotFoundException();
            using var opened = _logs.Open(path);
            var isAsDirectory = path.Length == 0 || path.EndsWith('/');
            var name = path.TrimEnd('/').Split('/')[^1];
            if (opened.IsDirectory != isAsDirectory) Redirect(http, opened.IsDirectory ? name + "/" : "../" + name);
            else if (opened.IsDirectory) await ListAsync(http, opened.Handle);
            else await CopyAsync(http, opened.Handle);
        }
        catch (Exception e) when (!http.Response.HasStarted && e is FileNotFoundException or UnauthorizedAccessException or IOException)
        {
            var (status, text) = e switch
            {
                FileNotFoundException => (StatusCodes.Status404NotFound, "404 page not found\n"),
                UnauthorizedAccessException => (StatusCodes.Status403Forbidden, "403 Forbidden\n"),
                _ => (StatusCodes.Status500InternalServerError, "500 Internal Server Error\n"),
            };
            await NodeEndpoint.Answers.TextAsync(http, status, text);
        }
    }

    private static void Redirect(HttpContext http, string to)
    {
        http.Response.StatusCode = StatusCodes.Status301MovedPermanently;
        http.Response.Headers.Location = Encode(to) + http.Request.QueryString;
    }

    private static Task ListAsync(HttpContext http, SafeFileHandle directory)
    {
        // By its handle: the name may lead elsewhere by now.
        var place = new DirectoryInfo(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{directory.DangerousGetHandle()}"));
        var html = new StringBuilder("<!doctype html>\n<meta name=\"viewport\" content=\"width=device-width\">\n<pre>\n");
        foreach (var entry in place.EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            var name = entry is DirectoryInfo && entry.LinkTarget is null ? entry.Name + "/" : entry.Name;
            html.Append(CultureInfo.InvariantCulture, $"<a href=\"{Encode(name)}\">{Escape(name)}</a>\n");
        }

        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.Headers.LastModified = place.LastWriteTimeUtc.ToString("R", CultureInfo.InvariantCulture);
        return http.Response.WriteAsync(html.Append("</pre>\n").ToString(), http.RequestAborted);
    }

    private static async Task CopyAsync(HttpContext http, SafeFileHandle file)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            // As long as it is now: it may grow faster than it is read.
            var length = RandomAccess.GetLength(file);
            var head = await RandomAccess.ReadAsync(file, buffer.AsMemory(0, 512), 0, http.RequestAborted);
            http.Response.ContentType = TypeOf(buffer.AsSpan(0, head));
            http.Response.ContentLength = length;
            http.Response.Headers.XContentTypeOptions = "nosniff";
            http.Response.Headers.LastModified = File.GetLastWriteTimeUtc(file).ToString("R", CultureInfo.InvariantCulture);
            for (var sent = 0L; sent < length;)
            {
                var read = await RandomAccess.ReadAsync(file, buffer.AsMemory(0, (int)Math.Min(buffer.Length, length - sent)), sent, http.RequestAborted);
                if (read == 0) break;
                await http.Response.Body.WriteAsync(buffer.AsMemory(0, read), http.RequestAborted);
                sent += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static string TypeOf(ReadOnlySpan<byte> head) =>
        head.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b, 0x08]) ? "application/x-gzip" : head.ContainsAny(s_binary) ? "application/octet-stream" : "text/plain; charset=utf-8";

    /// <summary>A name as the path of a link: what upstream leaves as it is stays.</summary>
    private static string Encode(string path)
    {
        const string plain = "$&+,/:;=@-_.~";
        var text = new StringBuilder();
        // Else what is before the colon would be a scheme.
        if (path.Contains(':', StringComparison.Ordinal)) text.Append("./");
        foreach (var octet in Encoding.UTF8.GetBytes(path))
        {
            if (char.IsAsciiLetterOrDigit((char)octet) || plain.Contains((char)octet, StringComparison.Ordinal)) text.Append((char)octet);
            else text.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
        }

        return text.ToString();
    }

    private static string Escape(string name) => name
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("\"", "&#34;", StringComparison.Ordinal).Replace("'", "&#39;", StringComparison.Ordinal);
}
