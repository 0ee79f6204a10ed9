using System.Text.RegularExpressions;
using Kube.EndToEnd.Tests.Kubectl;
using Kube.Tests.Shared;

namespace Kube.EndToEnd.Tests.Workloads;

/// <summary>A class of commands about running pods, with a namespace of its own.</summary>
public abstract class WorkloadTest(WorkingCluster cluster) : IAsyncLifetime
{
    /// <summary>The namespace of the class: its name in small letters.</summary>
    protected string Namespace => GetType().Name.ToLowerInvariant();

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await cluster.ClusterAsync();
        var made = await cluster.Kubectl.RunAsync(["create", "namespace", Namespace]);
        if (made.ExitCode != 0) Assert.Contains("already exists", made.Error, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    private protected Task<ClusterProcess> Cluster() => cluster.ClusterAsync();

    /// <summary>Runs a command in the class's namespace. Words are split at spaces; one that holds a space is given in the list form.</summary>
    private protected Task<KubectlResult> Kubectl(string command, string? input = null) => Kubectl(command.Split(' '), input);

    private protected Task<KubectlResult> Kubectl(IReadOnlyList<string> arguments, string? input = null) =>
        cluster.Kubectl.RunAsync(WithNamespace(arguments), input);

    private protected Task<KubectlResult> KubectlIn(string ns, string command) => cluster.Kubectl.RunAsync([.. command.Split(' '), "--namespace", ns]);

    private protected System.Diagnostics.Process Start(string command) => cluster.Kubectl.Start(WithNamespace(command.Split(' ')));

    /// <summary>One value of an object, as a jsonpath without its braces.</summary>
    private protected async Task<string> ValueAsync(string obj, string path) => (await Kubectl(["get", obj, "-o", $"jsonpath={{{path}}}"])).Ok();

    /// <summary>Makes a deployment of the <c>hello</c> image and waits until it is rolled out.</summary>
    private protected async Task DeployAsync(string name, int replicas = 1)
    {
        (await Kubectl($"create deployment {name} --image=hello --replicas={replicas}")).Ok();
        (await Kubectl($"rollout status deployment {name} --timeout=60s")).Ok();
    }

    /// <summary>Waits with kubectl itself, which watches.</summary>
    private protected async Task WaitAsync(string obj, string condition, int seconds = 60) =>
        (await Kubectl(["wait", obj, $"--for={condition}", $"--timeout={seconds}s"])).Ok();

    /// <summary>Asks again until the answer is right: for what kubectl cannot wait for, such as events, which are written beside what they tell of.</summary>
    private protected Task<string> UntilAsync(string command, Func<string, bool> isRight) =>
        Waiting.UntilAsync(async () => (await Kubectl(command)).Ok(), isRight, answer => $"kubectl {command} still says:\n{answer}");

    /// <summary>Asks again until the answer has all of some patterns.</summary>
    private protected Task<string> UntilAsync(string command, params string[] patterns) => UntilAsync(command, answer => Array.TrueForAll(patterns, pattern => Regex.IsMatch(answer, pattern)));

    // Flags of kubectl come before the words of a command that runs in a pod.
    private IReadOnlyList<string> WithNamespace(IReadOnlyList<string> arguments)
    {
        var dashes = arguments.ToList().IndexOf("--");
        return dashes < 0
            ? [.. arguments, "--namespace", Namespace]
            : [.. arguments.Take(dashes), "--namespace", Namespace, .. arguments.Skip(dashes)];
    }
}
