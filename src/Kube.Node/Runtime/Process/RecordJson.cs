using System.Text.Json.Serialization;

namespace Kube.Node.Runtime.Process;

[JsonSerializable(typeof(SandboxRecord))]
[JsonSerializable(typeof(ContainerRecord))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
internal sealed partial class RecordJson : JsonSerializerContext;
