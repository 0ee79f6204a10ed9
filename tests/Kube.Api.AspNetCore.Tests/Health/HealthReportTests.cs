using Kube.Api.AspNetCore.Tests.Door;
using Kube.Api.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Api.AspNetCore.Tests.Health;

public sealed class HealthReportTests(DoorFixture server) : IClassFixture<DoorFixture>
{
    private const string Hook = "poststarthook/rbac/bootstrap-roles";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hook_WhoseWorkIsNotDone_FailsUntilItIs()
    {
        Assert.Equal((200, "ok"), await GetAsync($"/readyz/{Hook}"));           // nobody's work in this server, which has started
        var hooks = server.Services.GetRequiredService<StartupHooks>();
        hooks.Expect(Hook);
        try
        {
            foreach (var endpoint in (string[])["readyz", "livez", "healthz"])
            {
                Assert.Equal((500, "internal server error: not finished\n"), await GetAsync($"/{endpoint}/{Hook}"));
                var (status, text) = await GetAsync($"/{endpoint}");
                Assert.Equal(500, status);
                Assert.Contains("[+]ping ok\n", text, StringComparison.Ordinal);
                Assert.Contains($"[-]{Hook} failed: reason withheld\n", text, StringComparison.Ordinal);
                Assert.EndsWith($"{endpoint} check failed\n", text, StringComparison.Ordinal);
                Assert.Equal((200, "ok"), await GetAsync($"/{endpoint}?exclude={Hook}"));
            }
        }
        finally
        {
            hooks.Complete(Hook);
        }

        Assert.Equal((200, "ok"), await GetAsync($"/readyz/{Hook}"));
        Assert.Contains($"[+]{Hook} ok\n", (await GetAsync("/readyz?verbose")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hooks_OfTheServersOwnParts_AreAnnouncedAndDone()
    {
        var hooks = server.Services.GetRequiredService<StartupHooks>();
        Assert.True(hooks.IsComplete("poststarthook/bootstrap-controller"));
        Assert.Equal((404, "404 page not found\n"), await GetAsync("/readyz/nosuch"));
    }

    private async Task<(int Status, string Text)> GetAsync(string path)
    {
        using var http = server.Client();
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), Cancel);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }
}
