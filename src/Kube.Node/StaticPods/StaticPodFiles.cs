using System.Security.Cryptography;
using System.Text;
using Kube.Api.Models;
using Kube.Api.Yaml;
using Kube.Node.Agent;
using Kube.Node.Hosting;

namespace Kube.Node.StaticPods;

/// <summary>Reads the pods that the node runs by itself (upstream's <c>pkg/kubelet/config/file.go</c>, 1.36). The same text is the same pod, also for another life of the agent.</summary>
internal sealed class StaticPodFiles(NodeOptions options)
{
    /// <summary>The pods that there are, by name; a file that cannot be read is left out.</summary>
    /// <param name="failed">Hears of those.</param>
    public IReadOnlyList<V1Pod> Read(Action<string, Exception> failed)
    {
        var path = options.PodManifestPath;
        string[] files = Directory.Exists(path) ? [.. Directory.GetFiles(path).Where(file => !Path.GetFileName(file).StartsWith('.')).Order(StringComparer.Ordinal)] : File.Exists(path) ? [path] : [];
        var pods = new Dictionary<string, V1Pod>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            try
            {
                var pod = Make(File.ReadAllBytes(file), file);
                pods.TryAdd($"{pod.Metadata.Namespace}/{pod.Metadata.Name}", pod);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // Whatever is wrong with one file, the others count.
                failed(file, e);
            }
        }

        return [.. pods.Values];
    }

    private V1Pod Make(byte[] text, string file)
    {
        var pod = (V1Pod)KubernetesTypes.Codec<V1Pod>().Decode(KubeYaml.ToJson(text), null);
        if (string.IsNullOrEmpty(pod.Metadata?.Name) || pod.Spec?.Containers is not { Count: > 0 }) throw new InvalidDataException("it is no pod with a name and containers");
        var hash = Convert.ToHexStringLower(SHA256.HashData([.. text, .. Encoding.UTF8.GetBytes($"\nhost:{options.NodeName}\nfile:{Path.GetFullPath(file)}")]))[..32];
        pod.Metadata.Uid = hash;
        pod.Metadata.Name = $"{pod.Metadata.Name}-{options.NodeName}";
        if (string.IsNullOrEmpty(pod.Metadata.Namespace)) pod.Metadata.Namespace = "default";
        pod.Metadata.Annotations = new(pod.Metadata.Annotations ?? []) { [StaticPodMarks.Hash] = hash, [RuntimeLabels.ConfigSource] = "file" };
        Complete(pod.Spec);
        pod.Spec.NodeName = options.NodeName;
        pod.Status = new() { QosClass = QosClass(pod) };
        return pod;
    }

    /// <summary>What the API server would fill in.</summary>
    private static void Complete(V1PodSpec spec)
    {
        (spec.Tolerations ??= []).Add(new() { Operator = "Exists", Effect = "NoExecute" });
        spec.RestartPolicy ??= PodFacts.Always;
        spec.DnsPolicy ??= "ClusterFirst";
        spec.TerminationGracePeriodSeconds ??= 30;
        foreach (var container in spec.Containers.Concat(spec.InitContainers ?? []))
        {
            var image = container.Image ?? "";
            var isLatest = image.EndsWith(":latest", StringComparison.Ordinal) || image.LastIndexOfAny([':', '@']) <= image.LastIndexOf('/');
            container.ImagePullPolicy ??= isLatest ? "Always" : "IfNotPresent";
            container.TerminationMessagePath ??= "/dev/termination-log";
            container.TerminationMessagePolicy ??= "File";
            if (container.Resources?.Limits is not { } limits) continue;
            container.Resources.Requests ??= [];
            foreach (var (name, amount) in limits) container.Resources.Requests.TryAdd(name, amount);
        }
    }

    private static string QosClass(V1Pod pod)
    {
        var all = pod.Spec.Containers.Concat(pod.Spec.InitContainers ?? []).Select(container => container.Resources).ToList();
        if (all.TrueForAll(one => one?.Requests is not { Count: > 0 } && one?.Limits is not { Count: > 0 })) return "BestEffort";
        return all.TrueForAll(one => ((string[])["cpu", "memory"]).All(name => one?.Limits?.GetValueOrDefault(name) is { } limit && one.Requests?.GetValueOrDefault(name) == limit)) ? "Guaranteed" : "Burstable";
    }
}
