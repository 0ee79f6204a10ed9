using Microsoft.Extensions.Options;

namespace Kube.Store.Wal;

[OptionsValidator]
internal sealed partial class WalOptionsValidator : IValidateOptions<WalOptions>;
