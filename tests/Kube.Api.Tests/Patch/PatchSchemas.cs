using Kube.Api.Schema;

namespace Kube.Api.Tests.Patch;

/// <summary>A small workload type with one field for each way in which fields are patched.</summary>
internal static class PatchSchemas
{
    public static TypeSchema Port { get; } = TypeSchema.Object("test.Port", static () =>
    [
        new("containerPort", TypeSchema.Int32),
        new("name", TypeSchema.String),
        new("protocol", TypeSchema.String),
    ]);

    public static TypeSchema Env { get; } = TypeSchema.Object("test.Env", static () =>
    [
        new("name", TypeSchema.String),
        new("value", TypeSchema.String),
    ]);

    public static TypeSchema Container { get; } = TypeSchema.Object("test.Container", static () =>
    [
        new("args", TypeSchema.List(TypeSchema.String)),
        new("env", TypeSchema.ListMap(Env, "name")) { PatchStrategy = PatchStrategy.Merge, PatchMergeKey = "name" },
        new("image", TypeSchema.String),
        new("name", TypeSchema.String),
        new("ports", TypeSchema.ListMap(Port, "containerPort", "protocol")) { PatchStrategy = PatchStrategy.Merge, PatchMergeKey = "containerPort" },
    ]);

    public static TypeSchema Volume { get; } = TypeSchema.Object("test.Volume", static () =>
    [
        new("configMap", TypeSchema.Map(TypeSchema.String)),
        new("emptyDir", TypeSchema.Map(TypeSchema.String)),
        new("name", TypeSchema.String),
    ]);

    public static TypeSchema Spec { get; } = TypeSchema.Object("test.Spec", static () =>
    [
        new("bad", TypeSchema.List(Env)) { PatchStrategy = PatchStrategy.Merge },
        new("containers", TypeSchema.ListMap(Container, "name")) { PatchStrategy = PatchStrategy.Merge, PatchMergeKey = "name" },
        new("deep", TypeSchema.Map(TypeSchema.Map(TypeSchema.String))),
        new("finalizers", TypeSchema.List(TypeSchema.String, ListTopology.Set)) { PatchStrategy = PatchStrategy.Merge },
        new("listOfLists", TypeSchema.List(TypeSchema.List(TypeSchema.String))) { PatchStrategy = PatchStrategy.Merge },
        new("nodeSelector", TypeSchema.Map(TypeSchema.String, MapTopology.Atomic)),
        new("replicas", TypeSchema.Int32),
        new("selector", TypeSchema.Map(TypeSchema.String)) { PatchStrategy = PatchStrategy.Replace },
        new("strategy", Volume) { PatchStrategy = PatchStrategy.RetainKeys },
        new("tolerations", TypeSchema.List(Env)),
        new("volumes", TypeSchema.ListMap(Volume, "name")) { PatchStrategy = PatchStrategy.Merge | PatchStrategy.RetainKeys, PatchMergeKey = "name" },
    ]);
}
