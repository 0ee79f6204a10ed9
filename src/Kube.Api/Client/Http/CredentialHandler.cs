using System.Net;
using System.Net.Http.Headers;

namespace Kube.Api.Client.Http;

/// <summary>Puts the user's token on every request: one that is set, that of a file, which others replace, or that of a program.</summary>
internal sealed class CredentialHandler(Kubeconfig config, ExecCredentials? program, TimeProvider time, HttpMessageHandler next) : DelegatingHandler(next)
{
    // As often as client-go looks at such files.
    private static readonly TimeSpan s_fileKept = TimeSpan.FromMinutes(1);
    private volatile Kept? _file;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var token = program is null ? Token() : await program.TokenAsync(cancellationToken);
        if (token is { Length: > 0 }) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        else if (config.Username is { Length: > 0 } name)
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{name}:{config.Password}")));
        var answer = await base.SendAsync(request, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.Unauthorized)
        {
            program?.Refused(token);
            _file = null;
        }

        return answer;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) program?.Dispose();
        base.Dispose(disposing);
    }

    private string? Token()
    {
        if (config.TokenFile is not { } path) return config.Token;
        if (_file is { } kept && time.GetElapsedTime(kept.Read) < s_fileKept) return kept.Token;
        try
        {
            var token = File.ReadAllText(path).Trim();
            _file = new(token, time.GetTimestamp());
            return token;
        }
        catch (IOException) when (_file is not null || config.Token is not null)
        {
            // It is being replaced: the one before is still good for a while.
            return _file?.Token ?? config.Token;
        }
    }

    private sealed record Kept(string Token, long Read);
}
