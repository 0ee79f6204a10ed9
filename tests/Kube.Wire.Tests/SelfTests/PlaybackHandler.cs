using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Kube.Wire.Tests.Replay;
using Kube.Wire.Tests.Transcripts;

namespace Kube.Wire.Tests.SelfTests;

/// <summary>Answers a scenario with its own recording, every placeholder made a value: a server that cannot differ, unless told to.</summary>
/// <param name="alter">Changes one answer's text before it goes out.</param>
internal sealed partial class PlaybackHandler(Scenario scenario, Func<int, string, string>? alter = null) : HttpMessageHandler
{
    private int _next;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var index = _next++;
        var step = scenario.Steps[index];
        Assert.Equal(step.Method, request.Method.Method);
        Assert.Equal(Valued(step.Path), request.RequestUri!.PathAndQuery);
        if (step.Body is { ValueKind: JsonValueKind.Object } body)
        {
            var sent = await request.Content!.ReadAsStringAsync(cancellationToken);
            Assert.Equal(Valued(BodyText.Of(body)), sent);
        }

        var answer = step.Answer;
        var text = step.Events is { } events && answer.Status == 200
            ? string.Concat(events.Select(item => BodyText.Of(item) + "\n"))
            : answer.Body switch
            {
                null => "",
                { ValueKind: JsonValueKind.String } value => value.GetString()!,
                { } value => Trimmed(step, value),
            };
        text = Valued(text);
        var response = new HttpResponseMessage((HttpStatusCode)answer.Status)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(alter is null ? text : alter(index, text))),
        };
        foreach (var (name, values) in answer.Headers ?? new Dictionary<string, IReadOnlyList<string>>())
        {
            var filled = values.Select(Valued).ToList();
            if (!response.Headers.TryAddWithoutValidation(name, filled)) response.Content.Headers.TryAddWithoutValidation(name, filled);
        }

        return response;
    }

    // A null in a trimmed body says that the member is absent.
    private static string Trimmed(Step step, JsonElement body) =>
        step.Answer.Trim is null
            ? BodyText.Of(body)
            : "{" + string.Join(',', body.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null)
                .Select(member => $"\"{member.Name}\":{BodyText.Of(member.Value)}")) + "}";

    public static string Valued(string text) => Name().Replace(text, match =>
    {
        var number = match.Groups[2].Success ? int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture) : 0;
        return match.Groups[1].Value switch
        {
            "uid" => $"00000000-0000-4000-8000-{number:d12}",
            "rv" => $"{1000 + (number * 7)}",
            "time" => $"2026-01-01T00:{number / 60 % 60:d2}:{number % 60:d2}Z",
            "ip" => $"10.96.0.{number}",
            "port" => $"{30000 + number}",
            "age" => "5s",
            "skip" or "hash" => "hash",
            _ => $"{match.Groups[1].Value}{number}",
        };
    });

    [GeneratedRegex(@"\{\{([a-z]+)(?::([0-9]+))?\}\}")]
    private static partial Regex Name();
}
