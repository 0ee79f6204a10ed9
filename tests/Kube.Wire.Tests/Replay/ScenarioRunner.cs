using System.Diagnostics;
using System.Text.Json;
using Kube.Wire.Tests.Comparison;
using Kube.Wire.Tests.Transcripts;

namespace Kube.Wire.Tests.Replay;

/// <summary>Runs one scenario after another against one server. A scenario goes on after a difference, so that what it set up is put back.</summary>
/// <param name="known">Scenarios known to differ: little is waited for in them, since what they wait for mostly does not exist.</param>
internal sealed class ScenarioRunner(WireClient client, IReadOnlySet<string> known)
{
    // The newest answer that names documents by their hash.
    private volatile string _index = "";

    // What is repeated waits for a reaction of the server: milliseconds here, a second or two upstream.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_patienceWithKnown = TimeSpan.FromSeconds(1);

    // Once a scenario differs, waiting longer would only make the report slower.
    private static readonly TimeSpan s_impatience = TimeSpan.FromMilliseconds(300);

    public async Task<ScenarioResult> RunAsync(Scenario scenario, CancellationToken cancellationToken)
    {
        var started = Stopwatch.StartNew();
        var placeholders = new Placeholders();
        var comparer = new AnswerComparer(placeholders, ordersRevisions: scenario.Area != "bootstrap");
        var differing = new List<StepDifference>();
        var patience = known.Contains(scenario.Name) ? s_patienceWithKnown : s_patience;
        foreach (var (number, step) in scenario.Steps.Index())
        {
            LearnHash(step.Path, placeholders);
            string? body = null;
            if (!placeholders.TrySubstitute(step.Path, out var path, out var unknown) || !TryBody(step, placeholders, out body, out unknown))
            {
                differing.Add(new StepDifference(number, step, step.Path, [new Difference("request", $"a value for {unknown}", "none was learnt")]));
                continue;
            }

            var filled = step with { Headers = Fill(step.Headers, placeholders) };
            if (step.Note.Delay > TimeSpan.Zero && differing.Count == 0) await Task.Delay(step.Note.Delay, TimeProvider.System, cancellationToken);
            var differences = await RunAsync(filled, path, body, comparer, placeholders, differing.Count == 0 ? patience : s_impatience, cancellationToken);
            if (differences.Count > 0) differing.Add(new StepDifference(number, step, path, differences));
        }

        return new ScenarioResult(scenario, differing, started.Elapsed);
    }

    private async Task<IReadOnlyList<Difference>> RunAsync(
        Step step, string path, string? body, AnswerComparer comparer, Placeholders placeholders, TimeSpan patience, CancellationToken cancellationToken)
    {
        var started = Stopwatch.StartNew();
        var pause = TimeSpan.FromMilliseconds(20);
        while (true)
        {
            var mark = placeholders.Mark;
            IReadOnlyList<Difference> differences;
            try
            {
                var answer = await client.SendAsync(step, path, body, patience, cancellationToken);
                if (answer.Text.Contains("?hash=", StringComparison.Ordinal)) _index = answer.Text;
                differences = comparer.Compare(step, answer);
            }
            catch (Exception error) when (error is HttpRequestException or IOException or JsonException
                || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                differences = [new Difference("response", "an answer", $"{error.GetType().Name}: {error.Message}")];
            }

            if (differences.Count == 0 || !step.Note.Repeated || patience == s_impatience || started.Elapsed > patience)
                return differences;
            placeholders.Undo(mark);
            await Task.Delay(pause, TimeProvider.System, cancellationToken);
            pause = TimeSpan.FromMilliseconds(Math.Min(pause.TotalMilliseconds * 2, 250));
        }
    }

    /// <summary>The OpenAPI index was recorded without its hashes, but a later request of the scenario names one: it is read off the index.</summary>
    private void LearnHash(string path, Placeholders placeholders)
    {
        var query = path.IndexOf("?hash={{", StringComparison.Ordinal);
        if (query < 0 || placeholders.TrySubstitute(path, out _, out _)) return;
        var before = path[..query] + "?hash=";
        var at = _index.IndexOf(before, StringComparison.Ordinal);
        if (at < 0) return;
        var hash = _index[(at + before.Length)..];
        placeholders.Match(path[(query + 6)..], hash[..hash.IndexOf('"', StringComparison.Ordinal)], RevisionRole.Mention);
    }

    /// <summary>The body as it is sent: text as it is, JSON as it was recorded with names replaced, a port as a number again.</summary>
    private static bool TryBody(Step step, Placeholders placeholders, out string? body, out string? unknown)
    {
        (body, unknown) = (null, null);
        if (step.Body is not { } recorded) return true;
        var text = recorded.ValueKind == JsonValueKind.String ? recorded.GetString()! : BodyText.Of(recorded);
        return placeholders.TrySubstitute(text, out body, out unknown);
    }

    private static Dictionary<string, string> Fill(IReadOnlyDictionary<string, string> headers, Placeholders placeholders)
    {
        var filled = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in headers)
        {
            placeholders.TrySubstitute(value, out var text, out _);
            filled[name] = text;
        }

        return filled;
    }
}
