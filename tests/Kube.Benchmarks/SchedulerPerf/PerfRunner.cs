using System.Diagnostics;
using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;

namespace Kube.Benchmarks.SchedulerPerf;

/// <summary>Runs the operations of a case one after the other, as upstream's runner does.</summary>
internal sealed class PerfRunner(PerfCluster cluster, PerfCase test)
{
    private const int Creators = 64;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    private readonly List<Task> _background = [];
    private readonly CancellationTokenSource _ending = new();
    private PerfResult _result;
    private PerfCollection? _collection;
    private int _operation;

    public async Task<PerfResult> RunAsync(CancellationToken cancellationToken)
    {
        await using var times = new BindingTimes(cluster.Client);
        try
        {
            foreach (var operation in test.Operations)
            {
                await RunAsync(operation, times, cancellationToken);
                _operation++;
            }
        }
        finally
        {
            await _ending.CancelAsync();
            await Task.WhenAll(_background);
            _ending.Dispose();
        }

        return _result;
    }

    private async Task RunAsync(PerfOperation operation, BindingTimes times, CancellationToken cancellationToken)
    {
        switch (operation.Code)
        {
            case "createNodes":
                await CreateNodesAsync(operation, cancellationToken);
                break;
            case "createNamespaces":
                for (var i = 0; i < operation.Count; i++)
                    await CreateNamespaceAsync($"{operation.Text("prefix")}-{i}", operation.Text("namespaceTemplatePath"), cancellationToken);
                break;
            case "createPods":
                await CreatePodsAsync(operation, operation.Namespace ?? $"namespace-{_operation}", times, cancellationToken);
                break;
            case "createPodSets":
                for (var i = 0; i < operation.Count; i++)
                    await CreatePodsAsync(operation.Inner!, $"{operation.Text("namespacePrefix")}-{i}", times, cancellationToken);
                break;
            case "churn":
                _background.Add(Task.Run(() => new PerfChurn(cluster.Client, test, operation).RunAsync(_ending.Token), CancellationToken.None));
                break;
            case "deletePods":
                await DeletePodsAsync(operation, cancellationToken);
                break;
            case "barrier":
                await new PerfBarrier(cluster.Client, operation).WaitAsync(s_patience, cancellationToken);
                break;
            case "createAny":
                await CreateAnyAsync(operation, cancellationToken);
                break;
            case "startCollectingMetrics":
                _collection = new(times, operation.Concerns);
                break;
            case "stopCollectingMetrics":
                _result = (_collection ?? throw new InvalidDataException("metrics are collected from nowhere on")).End();
                break;
            case "updateAny":
                throw new NotSupportedException("updateAny is not supported: its templates are not among the data");
            default:
                throw new NotSupportedException($"opcode {operation.Code} is not known");
        }
    }

    private async Task CreateNodesAsync(PerfOperation operation, CancellationToken cancellationToken)
    {
        if (operation.Has("nodeAllocatableStrategy")) throw new NotSupportedException("nodeAllocatableStrategy is not supported");
        var template = Decode<V1Node>(test.Template(operation.Text("nodeTemplatePath") ?? "../templates/node-default.yaml"));
        var nodes = cluster.Client.For<V1Node>();
        await ManyAsync(operation.Count, async i =>
        {
            var node = (V1Node)KubernetesTypes.Codec<V1Node>().DeepClone(template);
            if (operation.NodeLabel is var (key, values)) (node.Metadata.Labels ??= [])[key] = values[i % values.Length];
            await nodes.CreateAsync(node, WriteOptions.Default, cancellationToken);
        }, cancellationToken);
    }

    private async Task CreatePodsAsync(PerfOperation operation, string ns, BindingTimes times, CancellationToken cancellationToken)
    {
        if (operation.Has("persistentVolumeTemplatePath")) throw new NotSupportedException("volumes are not supported");
        await CreateNamespaceAsync(ns, null, cancellationToken);
        var path = operation.Text("podTemplatePath") ?? test.DefaultPodTemplate ?? "../templates/pod-default.yaml";
        var template = Decode<V1Pod>(test.Template(path));
        template.Metadata.Namespace = ns;
        var pods = cluster.Client.For<V1Pod>();
        var before = times.Bound(ns);
        var processor = Environment.CpuUsage.TotalTime;
        var started = Stopwatch.GetTimestamp();
        await ManyAsync(operation.Count, async _ => await pods.CreateAsync(template, WriteOptions.Default, cancellationToken), cancellationToken);
        if (operation.SkipsWait) return;
        await times.WaitAsync(ns, before + operation.Count).WaitAsync(s_patience, cancellationToken);
        if (!operation.Collects) return;
        _result = new(operation.Count, Stopwatch.GetElapsedTime(started, times.LastBoundAt(ns)), Environment.CpuUsage.TotalTime - processor);
    }

    private async Task CreateNamespaceAsync(string name, string? templatePath, CancellationToken cancellationToken)
    {
        var ns = templatePath is null ? new V1Namespace() : Decode<V1Namespace>(test.Template(templatePath));
        ns.Metadata.Name = name;
        try
        {
            await cluster.Client.For<V1Namespace>().CreateAsync(ns, WriteOptions.Default, cancellationToken);
        }
        catch (AlreadyExistsException)
        {
            // Several operations share it.
        }
    }

    private async Task CreateAnyAsync(PerfOperation operation, CancellationToken cancellationToken)
    {
        if (operation.Namespace is { } ns) await CreateNamespaceAsync(ns, null, cancellationToken);
        var template = new PerfTemplate(test.Template(operation.Text("templatePath") ?? throw new InvalidDataException("createAny has no template")));
        for (var i = 0; i < Math.Max(1, operation.Count); i++)
            await cluster.Client.For(template.Resource).CreateAsync(template.Make(operation.Namespace ?? ""), WriteOptions.Default, cancellationToken);
    }

    private async Task DeletePodsAsync(PerfOperation operation, CancellationToken cancellationToken)
    {
        var deletion = new PerfDeletion(cluster.Client, operation.Namespace!, operation.LabelSelector, operation.Number("deletePodsPerSecond", int.MaxValue));
        if (operation.SkipsWait) _background.Add(Task.Run(() => deletion.RunAsync(_ending.Token), CancellationToken.None));
        else await deletion.RunAsync(cancellationToken);
    }

    private static T Decode<T>(byte[] json)
        where T : class, IKubernetesObject => (T)KubernetesTypes.Codec<T>().Decode(json, null);

    private static async Task ManyAsync(int count, Func<int, Task> act, CancellationToken cancellationToken)
    {
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Creators).Select(_ => Task.Run(
            async () =>
            {
                for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next)) await act(i);
            },
            cancellationToken)));
    }
}
