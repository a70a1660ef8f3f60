/* A gate for mosquitto 2.0 (plugin version 5): it refuses what the configuration cannot.
 *
 * 1. MQTT below 5. There a refused publish is acknowledged like any other, so a station would believe what is not so. The broker has no
 *    setting for it, and asks no plugin at CONNECT where the certificate is the identity: such a client may connect, and then nothing it
 *    publishes or subscribes is taken.
 * 2. Subscriptions that the access list does not serve. mosquitto grants every subscription and withholds the messages; here a station
 *    is told "not authorized" at once. The filters are those of docs/PROTOCOL.md.
 *
 * Everything else is left to the access list. Built by provisioning/mosquitto/build.sh. */
#include <stdio.h>
#include <string.h>

#include <mosquitto.h>
#include <mosquitto_broker.h>
#include <mosquitto_plugin.h>

#define OFFICE "_office"

static mosquitto_plugin_id_t *self;

/* Whether a station may subscribe with a filter: its own receipt, commands and state, and the network's lists. */
static int may_subscribe(const char *station, const char *filter)
{
	char own[128];
	if(strcmp(filter, "network") == 0 || strncmp(filter, "network/", 8) == 0) return 1;
	if(snprintf(own, sizeof own, "stations/%s/", station) >= (int)sizeof own) return 0;
	if(strncmp(filter, own, strlen(own)) != 0) return 0;
	filter += strlen(own);
	return strcmp(filter, "receipt") == 0 || strcmp(filter, "state") == 0 || strncmp(filter, "commands/", 9) == 0;
}

static int on_acl_check(int event, void *data, void *user)
{
	struct mosquitto_evt_acl_check *check = data;
	const char *name = mosquitto_client_username(check->client);
	(void)event;
	(void)user;
	/* The broker itself delivers retained messages and wills under no name; the access list judges those. */
	if(!name) return MOSQ_ERR_PLUGIN_DEFER;
	if(mosquitto_client_protocol_version(check->client) != 5) return MOSQ_ERR_ACL_DENIED;
	if(check->access == MOSQ_ACL_SUBSCRIBE && strcmp(name, OFFICE) != 0 && !may_subscribe(name, check->topic)) return MOSQ_ERR_ACL_DENIED;
	return MOSQ_ERR_PLUGIN_DEFER;
}

int mosquitto_plugin_version(int count, const int *versions)
{
	for(int i = 0; i < count; i++) if(versions[i] == 5) return 5;
	return -1;
}

int mosquitto_plugin_init(mosquitto_plugin_id_t *identifier, void **user, struct mosquitto_opt *options, int count)
{
	(void)user;
	(void)options;
	(void)count;
	self = identifier;
	return mosquitto_callback_register(self, MOSQ_EVT_ACL_CHECK, on_acl_check, NULL, NULL);
}

int mosquitto_plugin_cleanup(void *user, struct mosquitto_opt *options, int count)
{
	(void)user;
	(void)options;
	(void)count;
	return mosquitto_callback_unregister(self, MOSQ_EVT_ACL_CHECK, on_acl_check, NULL);
}
