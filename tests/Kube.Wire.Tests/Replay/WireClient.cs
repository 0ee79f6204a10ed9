using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Web;
using Kube.Wire.Tests.Transcripts;

namespace Kube.Wire.Tests.Replay;

/// <summary>Sends a step exactly as it was recorded: its path unaltered, its headers and no others.</summary>
/// <param name="tokens">The bearer token of each user; a user that is not among them sends no credentials.</param>
internal sealed class WireClient(HttpMessageInvoker http, Uri server, IReadOnlyDictionary<string, string> tokens)
{
    private static readonly UriCreationOptions s_verbatim = new() { DangerousDisablePathAndQueryCanonicalization = true };
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_unexpected = TimeSpan.FromSeconds(1);

    /// <param name="patience">How long to wait for events that were recorded but do not come.</param>
    public async Task<Answer> SendAsync(Step step, string path, string? body, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_longest);
        using var request = Request(step, path, body);
        using var response = await http.SendAsync(request, limit.Token);
        var headers = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .ToDictionary(header => header.Key, IReadOnlyList<string> (header) => [.. header.Value], StringComparer.OrdinalIgnoreCase);
        if (step.Events is not null && response.StatusCode == HttpStatusCode.OK)
        {
            var events = await FollowAsync(step, path, response, patience, limit.Token);
            return new Answer(200, headers, "", events);
        }

        // An answer of another status may be a stream that never ends: a watch that should have been refused.
        limit.CancelAfter((int)response.StatusCode == step.Answer.Status ? s_longest : s_unexpected);
        var text = await response.Content.ReadAsStringAsync(limit.Token);
        return new Answer((int)response.StatusCode, headers, text, null);
    }

    private HttpRequestMessage Request(Step step, string path, string? body)
    {
        var request = new HttpRequestMessage(new HttpMethod(step.Method), new Uri(server.GetLeftPart(UriPartial.Authority) + path, s_verbatim))
        {
            Version = HttpVersion.Version11,
        };
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        }

        foreach (var (name, value) in step.Headers)
        {
            if (name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
            {
                request.Content ??= new ByteArrayContent([]);
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
            else
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        if (!step.Headers.ContainsKey("Authorization") && tokens.TryGetValue(step.User, out var token))
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }

    private static async Task<IReadOnlyList<JsonElement>> FollowAsync(
        Step step, string path, HttpResponseMessage response, TimeSpan patience, CancellationToken cancellationToken)
    {
        var events = new List<JsonElement>();
        var watch = Stopwatch.StartNew();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(step.Until?.Duration ?? Longer(patience, TimeoutOf(path) + TimeSpan.FromSeconds(2)));
        try
        {
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(end.Token));
            while ((step.Until?.Count is not { } count || events.Count < count) && await reader.ReadLineAsync(end.Token) is { } line)
            {
                if (line.Length == 0) continue;
                using var document = JsonDocument.Parse(line);
                events.Add(document.RootElement.Clone());
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The recorded end of the watch: whatever came until now is the answer.
        }

        return events;
    }

    private static TimeSpan TimeoutOf(string path)
    {
        var query = path.IndexOf('?', StringComparison.Ordinal);
        var value = query < 0 ? null : HttpUtility.ParseQueryString(path[(query + 1)..])["timeoutSeconds"];
        return int.TryParse(value, out var seconds) && seconds > 0 ? TimeSpan.FromSeconds(Math.Min(seconds, 10)) : TimeSpan.Zero;
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
