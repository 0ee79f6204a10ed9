using System.Diagnostics;
using Kube.EndToEnd.Tests.Kubectl;
using Kube.Tests.Shared;

namespace Kube.EndToEnd.Tests.OwnApi;

/// <summary>The sample with a type of its own, as kubectl sees it.</summary>
public sealed class OwnApiTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private System.Diagnostics.Process? _server;
    private KubectlRunner _kubectl = null!;

    public async ValueTask InitializeAsync()
    {
        KubectlProgram.Require();
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var executable = Path.Combine(own.Parent!.Parent!.FullName, "OwnApi", own.Name, "Kube.Samples.OwnApi");
        var start = new ProcessStartInfo(executable, ["--data-dir", _directory.Combine("data"), "--secure-port", "0"])
        {
            UseShellExecute = false, RedirectStandardOutput = true, WorkingDirectory = _directory.Path,
        };
        _server = System.Diagnostics.Process.Start(start)!;
        var ready = await _server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.StartsWith("serving widgets: export KUBECONFIG=", ready ?? "", StringComparison.Ordinal);
        _kubectl = new KubectlRunner(ready!["serving widgets: export KUBECONFIG=".Length..], _directory.Path);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            _server.Kill();
            await _server.WaitForExitAsync(CancellationToken.None);
            _server.Dispose();
        }

        _directory.Dispose();
    }

    [Fact]
    public async Task Widgets_ThroughTheirLife_AreAResourceLikeAnyOther()
    {
        Assert.Equal("widget.shop.example.com/one created\n", (await ApplyAsync("one", "color: red")).Ok());
        Assert.Contains("condition met", (await Kubectl("wait widget/one --for=condition=Ready --timeout=60s")).Ok(), StringComparison.Ordinal);
        Assert.Equal("3/red/True", (await Kubectl("get wd one -o jsonpath={.spec.size}/{.spec.label}/{.status.conditions[0].status}")).Ok());

        Assert.Equal("widget.shop.example.com/one scaled\n", (await Kubectl("scale widget one --replicas=4")).Ok());
        Assert.Contains("condition met", (await Kubectl("wait widget/one --for=jsonpath={.status.replicas}=4 --timeout=60s")).Ok(), StringComparison.Ordinal);
        var table = (await Kubectl("get all")).Lines;
        Assert.Equal(["NAME", "COLOR", "MADE", "AGE"], table[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(["one", "red", "4"], table[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[..3]);
        Assert.Equal("widget.shop.example.com/one\n", (await Kubectl("get wd --field-selector spec.color=red -o name")).Ok());
        Assert.Equal("", (await Kubectl("get wd --field-selector spec.color=blue -o name")).Ok());

        Assert.Contains("spec.color: Unsupported value: \"pink\": supported values: \"red\", \"green\", \"blue\"", (await ApplyAsync("bad", "color: pink")).Refused(), StringComparison.Ordinal);
        Assert.Contains("of large widgets there are at most five", (await ApplyAsync("bad", "{color: red, size: 20, replicas: 6}")).Refused(), StringComparison.Ordinal);
        Assert.Contains(": what is painted stays painted", (await ApplyAsync("one", "color: blue")).Refused(), StringComparison.Ordinal);
        Assert.Contains("spec.label: Forbidden: all that glitters", (await ApplyAsync("bad", "{color: red, label: gold}")).Refused(), StringComparison.Ordinal);
        Assert.Contains("unknown field \"spec.weight\"", (await ApplyAsync("bad", "{color: red, weight: 1}")).Refused(), StringComparison.Ordinal);

        var explained = (await Kubectl("explain widget.spec")).Ok();
        Assert.Contains("How large each of them is.", explained, StringComparison.Ordinal);
        Assert.Contains("enum: red, green, blue", explained, StringComparison.Ordinal);

        var old = await Kubectl("get widgets.v1beta1.shop.example.com one -o jsonpath={.apiVersion}/{.count}/{.color}");
        Assert.Equal("shop.example.com/v1beta1/4/red", old.Ok());
        Assert.Contains("Warning: shop.example.com/v1beta1 Widget is deprecated", old.Error, StringComparison.Ordinal);
        Assert.Equal(["widgets", "wd", "shop.example.com/v1", "true", "Widget"], (await Kubectl("api-resources --no-headers")).Ok().Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));

        Assert.Contains("deleted", (await Kubectl("delete wd one")).Ok(), StringComparison.Ordinal);
    }

    private Task<KubectlResult> Kubectl(string command) => _kubectl.RunAsync(command.Split(' '));

    private Task<KubectlResult> ApplyAsync(string name, string spec) => _kubectl.RunAsync(
        ["apply", "-f", "-"], $"apiVersion: shop.example.com/v1\nkind: Widget\nmetadata: {{name: {name}}}\nspec: {(spec[0] == '{' ? spec : $"{{{spec}}}")}\n");
}
