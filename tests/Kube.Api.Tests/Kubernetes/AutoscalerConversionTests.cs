using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Api.Tree;
using Xunit;

namespace Kube.Api.Tests.Kubernetes;

public sealed class AutoscalerConversionTests
{
    private const string Spec =
        """
        {"scaleTargetRef":{"kind":"Deployment","name":"d","apiVersion":"apps/v1"},"maxReplicas":9,"metrics":[
        {"type":"Pods","pods":{"metric":{"name":"p","selector":{"matchLabels":{"a":"b"}}},"target":{"type":"AverageValue","averageValue":"3"}}},
        {"type":"Object","object":{"describedObject":{"kind":"Service","name":"s","apiVersion":"v1"},"target":{"type":"Value","value":"5"},"metric":{"name":"o"}}},
        {"type":"External","external":{"metric":{"name":"e"},"target":{"type":"AverageValue","averageValue":"7"}}},
        {"type":"ContainerResource","containerResource":{"name":"memory","target":{"type":"Utilization","averageUtilization":40},"container":"c"}},
        {"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":50}}}],
        "behavior":{"scaleDown":{"stabilizationWindowSeconds":30,"selectPolicy":"Disabled"}}}
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task UpdateThroughVersion1_KeepsWhatOnlyVersion2Says()
    {
        await using var api = new ApiUnderTest();
        await api.AddNamespacesAsync("n");
        await api.Writer.CreateAsync(
            Request(api, Verbs.Create, "v2", ""), ApiUnderTest.Json($$$"""{"metadata":{"name":"h","annotations":{"mine":"1"}},"spec":{{{Spec}}}}"""),
            WriteOptions.Default, Cancel);

        var before = (V2HorizontalPodAutoscaler)(await api.Reader.GetAsync(Request(api, Verbs.Get, "v2"), GetOptions.Default, Cancel)).Decode();
        var shown = (V1HorizontalPodAutoscaler)(await api.Reader.GetAsync(Request(api, Verbs.Get, "v1"), GetOptions.Default, Cancel)).Decode();
        Assert.Equal(50, shown.Spec.TargetCPUUtilizationPercentage);
        Assert.Equal("1", shown.Metadata.Annotations!["mine"]);
        var metrics = (TreeArray)TreeNode.Parse(shown.Metadata.Annotations["autoscaling.alpha.kubernetes.io/metrics"]);
        Assert.Equal(
            """{"type":"Pods","pods":{"metricName":"p","targetAverageValue":"3","selector":{"matchLabels":{"a":"b"}}}}""", metrics[0].ToString());
        Assert.Equal(
            """{"type":"Object","object":{"target":{"kind":"Service","name":"s","apiVersion":"v1"},"metricName":"o","targetValue":"5"}}""", metrics[1].ToString());

        shown.Spec.MaxReplicas = 20;
        await api.Writer.UpdateAsync(Request(api, Verbs.Update, "v1"), RequestBody.FromObject(shown), WriteOptions.Default, Cancel);
        var after = (V2HorizontalPodAutoscaler)(await api.Reader.GetAsync(Request(api, Verbs.Get, "v2"), GetOptions.Default, Cancel)).Decode();
        Assert.Equal(20, after.Spec.MaxReplicas);
        after.Spec.MaxReplicas = 9;
        Assert.True(before.Spec.SemanticEquals(after.Spec));
        Assert.Equal(["mine"], after.Metadata.Annotations!.Keys);
    }

    [Fact]
    public async Task StatusInVersion1_ShowsConditionsAndMetricsInAnnotations()
    {
        await using var api = new ApiUnderTest();
        await api.AddNamespacesAsync("n");
        await api.Writer.CreateAsync(
            Request(api, Verbs.Create, "v2", ""), ApiUnderTest.Json($$$"""{"metadata":{"name":"h"},"spec":{{{Spec}}}}"""), WriteOptions.Default, Cancel);
        await api.Writer.PatchAsync(
            Request(api, Verbs.Patch, "v2") with { Subresource = "status" },
            new(PatchType.Merge,
                """
                {"status":{"conditions":[{"type":"ScalingActive","status":"True","reason":"r","message":"m"}],
                "currentMetrics":[{"type":"Resource","resource":{"name":"cpu","current":{"averageUtilization":12,"averageValue":"10m"}}}]}}
                """u8.ToArray()),
            WriteOptions.Default, Cancel);
        var shown = (V1HorizontalPodAutoscaler)(await api.Reader.GetAsync(Request(api, Verbs.Get, "v1"), GetOptions.Default, Cancel)).Decode();
        Assert.Equal(12, shown.Status.CurrentCPUUtilizationPercentage);
        Assert.Contains("\"type\":\"ScalingActive\"", shown.Metadata.Annotations!["autoscaling.alpha.kubernetes.io/conditions"], StringComparison.Ordinal);
        Assert.Equal(
            """[{"type":"Resource","resource":{"name":"cpu","currentAverageUtilization":12,"currentAverageValue":"10m"}}]""",
            shown.Metadata.Annotations["autoscaling.alpha.kubernetes.io/current-metrics"]);
        await api.Writer.UpdateAsync(
            Request(api, Verbs.Update, "v1") with { Subresource = "status" }, RequestBody.FromObject(shown), WriteOptions.Default, Cancel);
        var after = (V2HorizontalPodAutoscaler)(await api.Reader.GetAsync(Request(api, Verbs.Get, "v2"), GetOptions.Default, Cancel)).Decode();
        Assert.Equal("ScalingActive", Assert.Single(after.Status.Conditions!).Type);
        Assert.Equal(12, Assert.Single(after.Status.CurrentMetrics!).Resource!.Current.AverageUtilization);
    }

    private static RequestInfo Request(ApiUnderTest api, string verb, string version, string name = "h") =>
        api.Request(verb, "horizontalpodautoscalers", "n", name, group: "autoscaling", version: version);
}
