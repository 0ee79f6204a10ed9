using Kube.EndToEnd.Tests.Kubectl;
using Kube.Tests.Shared;

namespace Kube.EndToEnd.Tests.Containers;

/// <summary>A class of commands about real containers, with a namespace of its own. What it waits for comes in seconds; the bounds are for machines that are busy.</summary>
public abstract class ContainerTest(ContainerCluster cluster) : IAsyncLifetime
{
    private protected static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    /// <summary>The namespace of the class: its name in small letters.</summary>
    private protected string Namespace => GetType().Name.ToLowerInvariant();

    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private protected ContainerCluster Cluster => cluster;

    public async ValueTask InitializeAsync()
    {
        await cluster.ClusterAsync();
        var made = await cluster.Kubectl.RunAsync(["create", "namespace", Namespace]);
        if (made.ExitCode != 0) Assert.Contains("already exists", made.Error, StringComparison.Ordinal);
        else (await Kubectl($"wait --for=create serviceaccount/default --timeout={Limit.TotalSeconds}s")).Ok();
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Runs a command in the class's namespace. Words are split at spaces; one that holds a space is given in the list form.</summary>
    private protected Task<KubectlResult> Kubectl(string command, string? input = null) => Kubectl(command.Split(' '), input);

    private protected Task<KubectlResult> Kubectl(IReadOnlyList<string> arguments, string? input = null) => cluster.Kubectl.RunAsync(WithNamespace(arguments), input);

    private protected System.Diagnostics.Process Start(string command, bool hasInput = false) => cluster.Kubectl.Start(WithNamespace(command.Split(' ')), hasInput);

    private protected async Task ApplyAsync(string manifest) => (await Kubectl("apply -f -", manifest)).Ok();

    /// <summary>Runs a pod of the toolbox image; it has not started yet.</summary>
    private protected async Task MakePodAsync(string name, string node, string script, string more = "")
    {
        var overrides = $$$"""{"spec":{"nodeName":"{{{node}}}","terminationGracePeriodSeconds":1{{{more}}}}}""";
        (await Kubectl(["run", name, "--image", ContainerCluster.Image, "--overrides", overrides, "--command", "--", "sh", "-c", script])).Ok();
    }

    private protected async Task RunPodAsync(string name, string node, string script)
    {
        await MakePodAsync(name, node, script);
        await WaitAsync($"pod/{name}", "condition=Ready");
    }

    private protected async Task<string> ValueAsync(string obj, string path) => (await Kubectl(["get", .. obj.Split(' '), "-o", $"jsonpath={{{path}}}"])).Ok();

    /// <summary>Waits with kubectl itself, which watches.</summary>
    private protected async Task WaitAsync(string obj, string condition)
    {
        var waited = await Kubectl(["wait", .. obj.Split(' '), $"--for={condition}", $"--timeout={Limit.TotalSeconds}s"]);
        if (waited.ExitCode != 0) Assert.Fail($"{waited.Command}\n{waited.Error}\n{(await Kubectl("get pods -o wide")).Output}\n{(await Kubectl("get events")).Output}\n{(await cluster.ClusterAsync()).Output}");
    }

    /// <summary>A shell in a container.</summary>
    private protected Task<KubectlResult> ShellAsync(string pod, string script) => Kubectl(["exec", pod, "--", "sh", "-c", script]);

    /// <summary>Asks until the answer is right: rules of proxies and zones of DNS follow what they are about by moments.</summary>
    private protected static Task<string> UntilAsync(Func<Task<string>> ask, Func<string, bool> isRight) =>
        Waiting.UntilAsync(ask, isRight, answer => $"after {Limit.TotalSeconds:0} s the answer still is: {answer}", Limit);

    /// <summary>What an address answers, or why it does not.</summary>
    internal static async Task<string> FetchAsync(HttpClient http, string url)
    {
        try
        {
            return await http.GetStringAsync(url, Cancel);
        }
        catch (HttpRequestException e)
        {
            return e.Message;
        }
    }

    // Flags of kubectl come before the words of a command that runs in a pod.
    private IReadOnlyList<string> WithNamespace(IReadOnlyList<string> arguments)
    {
        var dashes = arguments.ToList().IndexOf("--");
        return dashes < 0
            ? [.. arguments, "--namespace", Namespace]
            : [.. arguments.Take(dashes), "--namespace", Namespace, .. arguments.Skip(dashes)];
    }
}
