namespace Kube.Api.Kubernetes.PodTemplates;

/// <summary>What defaulting needs to know of an image's name.</summary>
internal static class ImageName
{
    /// <summary>Whether the name means the tag <c>latest</c>, said or implied. A name that is no image reference does not, nor does one with a digest and no tag.</summary>
    public static bool MeansLatest(string? image)
    {
        if (string.IsNullOrEmpty(image)) return false;
        var at = image.IndexOf('@');
        var name = at < 0 ? image : image[..at];
        if (!IsReference(name, out var tag)) return false;
        if (tag is not null) return tag == "latest";
        return at < 0;
    }

    private static bool IsReference(string name, out string? tag)
    {
        tag = null;
        var slash = name.LastIndexOf('/');
        var colon = name.LastIndexOf(':');
        if (colon > slash)
        {
            tag = name[(colon + 1)..];
            name = name[..colon];
            if (tag.Length is 0 or > 128 || !tag.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-') || tag[0] is '.' or '-') return false;
        }

        var parts = name.Split('/');
        var first = parts.Length > 1 && (parts[0].Contains('.') || parts[0].Contains(':') || parts[0] == "localhost") ? 1 : 0;
        return parts.Skip(first).All(IsPathComponent);
    }

    /// <summary>Lower-case letters and digits, separated by one dot, one or two underscores, or dashes.</summary>
    private static bool IsPathComponent(string part)
    {
        if (part.Length == 0 || !IsAlphanumeric(part[0]) || !IsAlphanumeric(part[^1])) return false;
        for (var i = 0; i < part.Length; i++)
        {
            var c = part[i];
            if (IsAlphanumeric(c) || c == '-') continue;
            if (c is not ('.' or '_')) return false;
            var start = i;
            while (i + 1 < part.Length && part[i + 1] == c) i++;
            if (i - start + 1 > (c == '_' ? 2 : 1) || !IsAlphanumeric(part[i + 1]) || !IsAlphanumeric(part[start - 1])) return false;
        }

        return true;
    }

    private static bool IsAlphanumeric(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c);
}
