using Kube.Api.Tree;

namespace Kube.Api.Kubernetes.Autoscaling;

/// <summary>Metrics in the form of <c>autoscaling/v1</c>, which no field of that version has any more but its annotations still use, and in that of version 2.</summary>
internal static class MetricsV1
{
    /// <summary>A metric of version 2's specification in the form of version 1.</summary>
    public static TreeNode Source(TreeObject metric) => ToV1(metric, "target", isStatus: false);

    /// <summary>A metric of version 2's status in the form of version 1.</summary>
    public static TreeNode Status(TreeObject metric) => ToV1(metric, "current", isStatus: true);

    /// <summary>The way back of <see cref="Source"/>.</summary>
    public static TreeNode ToSource(TreeObject metric) => ToV2(metric, "target", isStatus: false);

    /// <summary>The way back of <see cref="Status"/>.</summary>
    public static TreeNode ToStatus(TreeObject metric) => ToV2(metric, "current", isStatus: true);

    private static TreeObject ToV1(TreeObject metric, string value, bool isStatus)
    {
        var (type, name) = TypeOf(metric);
        var from = metric.GetObject(name) ?? TreeObject.Empty;
        var numbers = from.GetObject(value) ?? TreeObject.Empty;
        var identity = from.GetObject("metric") ?? TreeObject.Empty;
        var to = new TreeObjectBuilder();
        switch (type)
        {
            case "Object":
                Set(to, "target", from["describedObject"]);
                Set(to, "metricName", identity["name"]);
                Set(to, value + "Value", numbers["value"] ?? TreeString.Of("0"));
                Set(to, "selector", identity["selector"]);
                Set(to, "averageValue", numbers["averageValue"]);
                break;
            case "Pods":
                Set(to, "metricName", identity["name"]);
                Set(to, value + "AverageValue", numbers["averageValue"]);
                Set(to, "selector", identity["selector"]);
                break;
            case "External":
                Set(to, "metricName", identity["name"]);
                Set(to, "metricSelector", identity["selector"]);
                Set(to, value + "Value", numbers["value"] ?? (isStatus ? TreeString.Of("0") : null));
                Set(to, value + "AverageValue", numbers["averageValue"]);
                break;
            default:
                Set(to, "name", from["name"]);
                Set(to, value + "AverageUtilization", numbers["averageUtilization"]);
                Set(to, value + "AverageValue", numbers["averageValue"] ?? (isStatus ? TreeString.Of("0") : null));
                Set(to, "container", from["container"]);
                break;
        }

        return Typed(type, name, to);
    }

    private static TreeObject ToV2(TreeObject metric, string value, bool isStatus)
    {
        var (type, name) = TypeOf(metric);
        var from = metric.GetObject(name) ?? TreeObject.Empty;
        var to = new TreeObjectBuilder();
        var numbers = new TreeObjectBuilder();
        var (whole, average, utilization) = (from[value + "Value"], from[value + "AverageValue"], from[value + "AverageUtilization"]);
        if (type == "Object")
        {
            average = from["averageValue"];
            Set(to, "describedObject", from["target"]);
        }

        if (type is "Object" or "Pods" or "External")
        {
            var identity = new TreeObjectBuilder();
            Set(identity, "name", from["metricName"]);
            Set(identity, "selector", from[type == "External" ? "metricSelector" : "selector"]);
            Set(to, "metric", identity.Build());
        }
        else
        {
            Set(to, "name", from["name"]);
            Set(to, "container", from["container"]);
        }

        // A target is one of the three; of an object's the average goes before the value, which version 1 demands beside it.
        var kind = utilization is not null ? "Utilization" : average is not null ? "AverageValue" : "Value";
        if (!isStatus) Set(numbers, "type", TreeString.Of(kind));
        if (isStatus || kind == "Value") Set(numbers, "value", whole);
        Set(numbers, "averageValue", average);
        Set(numbers, "averageUtilization", utilization);
        Set(to, value, numbers.Build());
        return Typed(type, name, to);
    }

    private static (string Type, string Member) TypeOf(TreeObject metric)
    {
        var type = metric.GetString("type"u8) ?? "";
        return (type, type.Length == 0 ? "" : char.ToLowerInvariant(type[0]) + type[1..]);
    }

    private static TreeObject Typed(string type, string name, TreeObjectBuilder content)
    {
        var typed = TreeObject.Empty.With("type"u8, TreeString.Of(type));
        return name.Length == 0 ? typed : typed.With(name, content.Build());
    }

    private static TreeObject? GetObject(this TreeObject parent, string name) => parent[name] as TreeObject;

    private static void Set(TreeObjectBuilder builder, string name, TreeNode? value)
    {
        if (value is not (null or TreeNull)) builder.Set(new TreeMember(name, value));
    }
}
