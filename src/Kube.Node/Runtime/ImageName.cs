using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Kube.Node.Runtime;

/// <summary>An image's name in full, as upstream's runtimes write it: <c>hello</c> is <c>docker.io/library/hello:latest</c>.</summary>
internal sealed partial record ImageName
{
    private const string DefaultDomain = "docker.io";

    private ImageName(string repository, string tag, string digest)
    {
        Repository = repository;
        Tag = tag;
        Digest = digest;
        Full = digest.Length > 0 ? $"{repository}@{digest}" : $"{repository}:{tag}";
        Id = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Full)));
        WithDigest = digest.Length > 0 ? Full : $"{repository}@{Id}";
    }

    /// <summary>Domain and path, such as <c>docker.io/library/hello</c>.</summary>
    public string Repository { get; }

    public string Tag { get; }

    public string Digest { get; }

    /// <summary>The name by which images are kept: with the digest when the reference has one, otherwise with the tag.</summary>
    public string Full { get; }

    /// <summary>An id for an image that has no content of its own: the same name has the same id on every node.</summary>
    public string Id { get; }

    /// <summary>How <c>imageID</c> shows it.</summary>
    public string WithDigest { get; }

    public static ImageName Parse(string reference) =>
        TryParse(reference, out var name) ? name : throw new Errors.InvalidImageNameException(reference);

    public static bool TryParse(string reference, [NotNullWhen(true)] out ImageName? name)
    {
        name = null;
        var (rest, digest) = Cut(reference, reference.IndexOf('@', StringComparison.Ordinal));
        if (digest.Length > 0 ? !DigestPattern().IsMatch(digest) : rest.Length != reference.Length)
            return false;

        // A colon after the last slash starts the tag; one before it is a registry's port.
        var colon = rest.LastIndexOf(':');
        var (path, tag) = colon > rest.LastIndexOf('/') ? Cut(rest, colon) : (rest, "");
        if (tag.Length > 0 ? !TagPattern().IsMatch(tag) : path.Length != rest.Length)
            return false;

        var slash = path.IndexOf('/', StringComparison.Ordinal);
        var head = slash < 0 ? "" : path[..slash];
        var hasDomain = head == "localhost" || head.AsSpan().IndexOfAny('.', ':') >= 0 || head.Any(char.IsAsciiLetterUpper);
        var domain = hasDomain ? head : DefaultDomain;
        path = hasDomain ? path[(slash + 1)..] : path;
        if (domain == "index.docker.io")
            domain = DefaultDomain;
        if (domain == DefaultDomain && !path.Contains('/', StringComparison.Ordinal))
            path = "library/" + path;
        if (!DomainPattern().IsMatch(domain) || !PathPattern().IsMatch(path) || path.Length > 255)
            return false;

        name = new($"{domain}/{path}", tag.Length == 0 && digest.Length == 0 ? "latest" : tag, digest);
        return true;
    }

    private static (string Before, string After) Cut(string text, int at) => at < 0 ? (text, "") : (text[..at], text[(at + 1)..]);

    [GeneratedRegex(@"\A[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?)*(:[0-9]+)?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DomainPattern();

    [GeneratedRegex(@"\A[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PathPattern();

    [GeneratedRegex(@"\A\w[\w.-]{0,127}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TagPattern();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9]*([-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DigestPattern();
}
