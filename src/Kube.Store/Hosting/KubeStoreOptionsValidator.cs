using Microsoft.Extensions.Options;

namespace Kube.Store.Hosting;

[OptionsValidator]
internal sealed partial class KubeStoreOptionsValidator : IValidateOptions<KubeStoreOptions>;
