using Kube.Wire.Tests.Replay;
using Kube.Wire.Tests.Transcripts;

namespace Kube.Wire.Tests.SelfTests;

/// <summary>The replayer against the recordings themselves: played back they agree, played back with a fault they do not.</summary>
public sealed class PlaybackTests
{
    private static readonly Uri s_server = new("https://playback.invalid");

    [Fact]
    public async Task Recording_PlayedBack_Agrees()
    {
        var differing = new List<string>();
        foreach (var scenario in Scenario.LoadAll(WireData.Folder).Select(WithoutPauses))
        {
            var result = await Play(scenario, null);
            if (!result.Agrees)
                differing.Add($"{scenario.Name} step {result.Differing[0].Number}: {result.Differing[0].Differences[0]}");
        }

        if (differing.Count > 0) Assert.Fail($"{differing.Count} differ:\n" + string.Join('\n', differing.Take(40)));
    }

    [Fact]
    public async Task Recording_PlayedBackWithOneMemberMore_Differs()
    {
        var scenarios = Scenario.LoadAll(WireData.Folder).Where(scenario => scenario.Area == "kinds").Select(WithoutPauses).Take(60);
        foreach (var scenario in scenarios)
        {
            var at = scenario.Steps.Index().First(step => step.Item.Answer is { Headers: not null, Body.ValueKind: System.Text.Json.JsonValueKind.Object }).Index;
            var result = await Play(scenario, (index, text) => index == at ? "{\"extra\":1," + text[1..] : text);

            var step = Assert.Single(result.Differing);
            Assert.Equal(at, step.Number);
            Assert.Equal("/extra", step.Differences[0].Pointer);
        }
    }

    private static async Task<ScenarioResult> Play(Scenario scenario, Func<int, string, string>? alter)
    {
        using var http = new HttpMessageInvoker(new PlaybackHandler(scenario, alter));
        var runner = new ScenarioRunner(new WireClient(http, s_server, new Dictionary<string, string>()), new HashSet<string>());
        return await runner.RunAsync(scenario, TestContext.Current.CancellationToken);
    }

    private static Scenario WithoutPauses(Scenario scenario) =>
        scenario with { Steps = [.. scenario.Steps.Select(step => step with { Note = new StepNote(step.Note.Shortened ? "body shortened" : "") })] };
}
