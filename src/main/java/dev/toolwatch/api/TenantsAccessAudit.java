package dev.toolwatch.api;

import dev.toolwatch.security.AccessListener;
import dev.toolwatch.security.Identity;
import dev.toolwatch.security.Refusal;
import dev.toolwatch.tenant.Tenants;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;

/**
 * Has it written down in the audit trail of the sender's tenant who signs in, signs out or is refused.
 * The operator's has senders of whom nothing is known. Thread-safe; never blocks.
 */
@ApplicationScoped
class TenantsAccessAudit implements AccessListener {
  private final Tenants tenants;
  private final Instance<AccessAudit> audits;

  TenantsAccessAudit(Tenants tenants, Instance<AccessAudit> audits) {
    this.tenants = tenants;
    this.audits = audits;
  }

  private AccessAudit of(Identity sender) {
    return tenants.of(sender.tenant(), audits);
  }

  @Override
  public void signedIn(Identity sender, String address) {
    of(sender).signedIn(sender.token(), address);
  }

  @Override
  public void signedOut(Identity sender, String address) {
    of(sender).signedOut(sender.token(), address);
  }

  @Override
  public void refused(String port, Refusal refusal, String address, Identity sender) {
    of(sender).refused(port, refusal, address, sender.token());
  }
}
