namespace Kube.Api.Authentication;

/// <summary>Reads the bearer token out of an <c>Authorization</c> header.</summary>
public static class AuthorizationHeader
{
    /// <summary>The token, or null when the header holds none: another scheme, or nothing behind the scheme, is no credential (upstream's bearertoken.go).</summary>
    public static string? BearerToken(string? header)
    {
        if (string.IsNullOrEmpty(header)) return null;
        var text = header.AsSpan().Trim();
        var space = text.IndexOf(' ');
        if (space < 0 || !text[..space].Equals("Bearer", StringComparison.OrdinalIgnoreCase)) return null;

        // Only the word right behind the first space counts; "Bearer  token", with two spaces, is no credential.
        var rest = text[(space + 1)..];
        var end = rest.IndexOf(' ');
        if (end >= 0) rest = rest[..end];
        return rest.IsEmpty ? null : rest.ToString();
    }
}
